// Sets the theme before the first paint. A file of its own: the CSP allows no inline script but SvelteKit's.
document.documentElement.dataset.theme = localStorage.getItem('ac.theme') ?? 'system';
