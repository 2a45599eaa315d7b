import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, chromiumPath } from './tools/chromium.ts';
import { isolationHeaders, metaPolicy } from './tools/headers.mjs';
import { licenceTexts } from './tools/licences.ts';

/** Puts the content security policy into the built page, so that it holds on a host that sends no headers. */
const policyInPage: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy },
      injectTo: 'head-prepend'
    }
  ]
};

/**
 * @tensorflow/tfjs brings everything: layers, converter, data, gradients and chained operations, which nothing here
 * uses, and two backends, which are loaded when one is chosen. Its files do not say that they can be left out.
 */
const unusedOfTfjs =
  /@tensorflow\/(?:tfjs\/|tfjs-(?:layers|converter|data)\/|tfjs-core\/dist\/(?:register_all_gradients|public\/chained_ops\/))/;

/**
 * TF.js starts its wasm threads from the source text of a function. That asks `typeof _scriptDir` about a variable
 * outside of itself, which is undefined in any worker; minified, the question becomes a use, which throws in the
 * threads. So it is answered here.
 */
const wasmThreads = (): Plugin => ({
  name: 'wasm-threads',
  transform(code, id) {
    if (!/tfjs-backend-wasm-threaded-simd\.js$/.test(id)) return;
    const question = 'typeof _scriptDir !== "undefined" && _scriptDir';
    if (!code.includes(question))
      this.error('TF.js has changed: see whether its threads start when minified.');
    return { code: code.replace(question, 'false'), map: null };
  }
});

/** eSpeak NG's program asks Node for its modules; what is built is for browsers, where it loads nothing itself. */
const espeakForBrowsers = (): Plugin => ({
  name: 'espeak-for-browsers',
  transform(code, id) {
    if (!/espeak-ng\/dist\/espeak-ng\.js/.test(id)) return;
    const nodeOnly = ["await import('module')", "new URL('./', import.meta.url)"];
    if (!nodeOnly.every((part) => code.includes(part)))
      this.error('espeak-ng has changed: see what of it is for Node only.');
    return { code: nodeOnly.reduce((rest, part) => rest.replace(part, '{}'), code), map: null };
  }
});

/** Puts licences.txt beside the built page. */
const licencesBeside: Plugin = {
  name: 'licences-beside',
  apply: 'build',
  generateBundle() {
    this.emitFile({
      type: 'asset',
      fileName: 'licences.txt',
      source: licenceTexts(import.meta.dirname)
    });
  }
};

/** The app's first part is imported once it is known not to be locked: the page loads it ahead all the same. */
const firstPartAhead: Plugin = {
  name: 'first-part-ahead',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle = {} }) {
      const first = Object.values(bundle).find(
        (part) => part.type === 'chunk' && part.facadeModuleId?.endsWith('/src/app/start.ts')
      );
      if (first?.type !== 'chunk') throw new Error('There is no chunk of src/app/start.ts to load ahead.');
      const link = (rel: string) => (file: string) => ({
        tag: 'link',
        attrs: { rel, crossorigin: true, href: `./${file}` },
        injectTo: 'head' as const
      });
      const styles = [...(first.viteMetadata?.importedCss ?? [])];
      return [
        ...[first.fileName, ...first.imports].map(link('modulepreload')),
        ...styles.map(link('stylesheet'))
      ];
    }
  }
};

/** Installable, and offline after one visit: workers/serviceWorker.ts keeps what `globPatterns` names. */
const pwa = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'workers',
  filename: 'serviceWorker.ts',
  // The page registers it itself, with workbox-window.
  injectRegister: false,
  includeManifestIcons: false,
  injectManifest: {
    rollupFormat: 'iife',
    globPatterns: ['**/*'],
    // The service worker keeps big files apart from small ones.
    manifestTransforms: [
      (entries) => ({ manifest: entries.map((entry) => ({ ...entry, bytes: entry.size })) })
    ],
    // eSpeak NG's languages have 18 MB, which only some visitors need: src/text/espeakNg.ts keeps them then.
    globIgnores: ['serviceWorker.js', 'manifest.webmanifest', 'assets/espeak-ng-*.wasm'],
    // ffmpeg's core has 32 MB, the base voice 13.6 MB.
    maximumFileSizeToCacheInBytes: 64 * 2 ** 20
  },
  manifest: {
    id: './',
    name: 'Ownvoice',
    short_name: 'Ownvoice',
    description: 'A text-to-speech voice of your own, trained on your own device.',
    lang: 'en',
    start_url: './',
    scope: './',
    display: 'standalone',
    theme_color: '#f4f2ed',
    background_color: '#f4f2ed',
    categories: ['utilities', 'accessibility'],
    icons: [
      { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: 'icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' }
    ]
  }
});

export default defineConfig({
  base: './',
  plugins: [svelte(), policyInPage, firstPartAhead, licencesBeside, pwa],
  worker: {
    format: 'es',
    plugins: () => [wasmThreads(), espeakForBrowsers()],
    rolldownOptions: {
      // The page loads espeakVoices.ts where a language is chosen; the workers have it from the start.
      checks: { pluginTimings: false, ineffectiveDynamicImport: false },
      treeshake: { moduleSideEffects: [{ test: unusedOfTfjs, sideEffects: false }] }
    }
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } }
  },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  // These packages find their wasm beside themselves; pre-bundling would move them away from it.
  optimizeDeps: {
    include: ['tfjs', ...['cpu', 'wasm', 'webgl', 'webgpu'].map((name) => `tfjs-backend-${name}`)].map(
      (part) => `@tensorflow/${part}`
    ),
    exclude: ['@ffmpeg/core', '@ffmpeg/ffmpeg', 'onnxruntime-web', 'phonemizer', 'espeak-ng']
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{src,workers}/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          testTimeout: 120_000
        }
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['{src,workers}/**/*.browser.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: chromiumPath, args: chromiumFlags }
            }),
            instances: [{ browser: 'chromium' }]
          }
        }
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 300_000,
          fileParallelism: false
        }
      }
    ]
  }
});
