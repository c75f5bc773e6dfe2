import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a service listens that the page is developed against. */
const service = process.env.LINKWRIGHT_SERVICE ?? 'http://127.0.0.1:8787';

export default defineConfig({
  // Addresses of files are relative to the page, so that a proxy may serve it below any path.
  base: './',
  plugins: [react()],
  build: {
    outDir: 'page',
    // The page's security policy allows nothing inline, so nothing may be made a data address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: { proxy: { '/api': { target: service, changeOrigin: true } } },
});
