// What swagger-ui-dist brings without types.
declare module 'swagger-ui-dist' {
  /** The folder that holds the built Swagger UI. */
  export function absolutePath(): string;
}
