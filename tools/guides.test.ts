import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { labelsOf } from './labels';

const root = new URL('..', import.meta.url).pathname;
const labels = labelsOf(`${root}src/app`);
const documents = [
  ...['README.md', 'CHANGELOG.md', 'THIRD_PARTY.md', 'src/README.md', 'tools/base-model/README.md'],
  ...readdirSync(`${root}docs`).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))
];

/** Bold words of the guides that begin an item and are not on a screen. */
const itemsOf: Record<string, string[]> = {
  'README.md': [],
  'docs/QUICK_TRAINING_START.md': [
    'A browser',
    'The page',
    'Recordings',
    'What is said in them',
    'Closing the tab',
    'Piper',
    'Home Assistant',
    'sherpa-onnx'
  ],
  'docs/TRAINING_GUIDE.md': ['Numbers, times, money and abbreviations are read out', 'Odd names', 'Deleted'],
  'src/README.md': [
    'How a voice is made',
    'How a run goes',
    "A worker's life",
    'A change to a screen',
    'A new thing the app can do',
    'A record at rest',
    "A change of a record's shape",
    'One MP3 to a loss',
    'One sentence to audio'
  ]
};

test.each(Object.entries(itemsOf))('what %s names in bold is on a screen, word for word', (file, items) => {
  const bold = new Set(
    [...readFileSync(root + file, 'utf8').matchAll(/\*\*(.+?)\*\*/gs)].map(([, words = '']) => words)
  );
  // A full stop ends the headings that begin a paragraph.
  const controls = [...bold].filter((words) => !words.endsWith('.') && !items.includes(words));
  expect(controls.filter((words) => !labels.has(words))).toEqual([]);
  expect(items.filter((words) => !bold.has(words))).toEqual([]);
});

test('every link of the documents leads to a file, and to a heading in it', () => {
  const anchorsIn = (markdown: string) =>
    new Set(
      [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replace(/\s/g, '-')
      )
    );
  const broken = documents.flatMap((file) =>
    [...readFileSync(root + file, 'utf8').matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(
      ([link, path = '', anchor]) => {
        const target = path ? join(dirname(root + file), path) : root + file;
        if (!existsSync(target)) return [`${file}: ${link}`];
        return anchor && !anchorsIn(readFileSync(target, 'utf8')).has(anchor) ? [`${file}: ${link}`] : [];
      }
    )
  );
  expect(broken).toEqual([]);
});
