// A single-page app: nothing is drawn on a server, nothing ahead of time.
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';
