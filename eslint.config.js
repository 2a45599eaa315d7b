import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** What each folder may import besides itself, config and errors (src/README.md draws it). */
const mayImport = {
  'src/audio': [],
  'src/text': [],
  'src/model': [],
  'src/store': [],
  'src/synthesis': ['audio', 'text', 'model', 'store'],
  'src/onnx': ['audio', 'text', 'model', 'store', 'synthesis'],
  'src/dataset': ['audio', 'text', 'model', 'store'],
  'src/training': ['audio', 'text', 'model', 'store', 'dataset', 'synthesis', 'onnx'],
  'src/backup': ['store', 'synthesis', 'onnx'],
  workers: ['audio', 'text', 'model', 'store', 'dataset', 'synthesis', 'onnx', 'training', 'backup'],
  'src/app': ['store', 'workers']
};
const domains = [
  'audio',
  'text',
  'model',
  'backup',
  'store',
  'dataset',
  'synthesis',
  'onnx',
  'training',
  'workers',
  'app'
];

/** The app may use the types of every layer, but code only of those it stands on. */
const layers = Object.entries(mayImport).map(([folder, allowed]) => {
  const own = folder.split('/').at(-1);
  const forbidden = domains.filter((d) => d !== own && !allowed.includes(d));
  return {
    files: [`${folder}/**`],
    ignores: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: forbidden.flatMap((d) => [`**/${d}/*`, `../${d}/**`]),
              allowTypeImports: folder === 'src/app',
              message: `${folder} must not import from there: see the layers in src/README.md.`
            }
          ]
        }
      ]
    }
  };
});

export default ts.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'coverage/',
      'public/',
      'test-results/',
      '**/*.min.js',
      'src/onnx/proto/'
    ]
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error'
    }
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error'
    }
  },
  {
    // In numeric loops an index is within bounds by construction.
    files: ['src/audio/**', 'src/model/**', 'tools/**', 'e2e/**', '**/*.test.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' }
  },
  { files: ['tools/**', 'e2e/**', '**/*.test.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: { 'svelte/no-at-html-tags': 'error' }
  },
  ...layers
);
