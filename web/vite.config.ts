import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// A running Dunlin, which answers for the API while the pages are served from here.
const server = process.env.DUNLIN_ADDRESS ?? 'http://127.0.0.1:8080';
// The host stays that of these pages: the server compares it with where a request comes from.
const proxy = { '/api': { target: server }, '/sim/api': { target: server } };

/** The policy that Dunlin sends with its pages, so that a preview refuses what it would refuse. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
  "worker-src 'self'; manifest-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2023',
    // Everything is a file of its own: the content policy allows neither inline script nor data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Which file needs which: scripts/budget.mjs adds up the first load by it. It stays out of the binary.
    manifest: true,
  },
  server: { proxy },
  preview: { proxy, headers: { 'Content-Security-Policy': policy } },
  test: { include: ['src/**/*.test.ts'], css: true },
});
