// The REST client, typed by openapi.yaml.
import createClient from 'openapi-fetch';
import type { paths } from './schema';

export const api = createClient<paths>({
  baseUrl: '/',
  // Lists are comma-separated: ?state=running,queued
  querySerializer: { array: { style: 'form', explode: false } },
});
