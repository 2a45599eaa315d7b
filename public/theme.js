// Before the first paint, so that nobody who lives in the dark sees a flash of light: what the person chose (kept by
// src/app/state/theme.svelte.ts), else what the system says.
(() => {
  const chosen = localStorage.getItem('ownvoice-theme');
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
