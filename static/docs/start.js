// Swagger UI on the document that this server serves; nothing is asked of any other host.
window.SwaggerUIBundle({
  dom_id: '#ui',
  url: '/openapi.yaml',
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
