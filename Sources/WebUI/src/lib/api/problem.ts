// What went wrong with a call, in words: the server's problem document, or why there was no answer.
import type { FieldError, Problem } from './types.ts';

/** Status 0 means that there was no answer at all. */
export interface Failure {
  status: number;
  title: string;
  detail?: string;
  errors: FieldError[];
}

type Answer<T> = { data?: T; error?: unknown; response: Response };
export type Result<T> = { data: T; failure?: undefined } | { data?: undefined; failure: Failure };

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'title' in value;

function failureOf(error: unknown, response: Response): Failure {
  if (isProblem(error)) {
    const failure: Failure = { status: response.status, title: error.title, errors: error.errors ?? [] };
    return error.detail === undefined ? failure : { ...failure, detail: error.detail };
  }
  return {
    status: response.status,
    title: `The server answered ${response.status} ${response.statusText}`,
    errors: [],
  };
}

/** The answer of a call of `api`, or its failure; it never throws, but for an abort. */
export async function outcome<T>(call: Promise<Answer<T>>): Promise<Result<T>> {
  try {
    const { data, error, response } = await call;
    if (response.ok && data !== undefined) return { data };
    return { failure: failureOf(error, response) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return {
      failure: {
        status: 0,
        title: 'No answer from the server',
        detail: 'Is it running? It is asked again and again.',
        errors: [],
      },
    };
  }
}
