import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { licenceTexts } from './licences';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const json = (path: string) =>
  JSON.parse(read(path)) as {
    license: string;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };

/** Package and licence of each row under a heading of THIRD_PARTY.md. */
function table(heading: string): Record<string, string> {
  const section = read('THIRD_PARTY.md').split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  return Object.fromEntries(
    [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map((row) => [row[1], row[2]])
  );
}

/** The licence that each installed package states. */
const stated = (dependencies: Record<string, string>) =>
  Object.fromEntries(
    Object.keys(dependencies).map((name) => [name, json(`node_modules/${name}/package.json`).license])
  );

test('THIRD_PARTY.md names every shipped package, and no other, with the licence it states', () => {
  expect(table('Shipped in the built app')).toEqual(stated(json('package.json').dependencies));
});

test('THIRD_PARTY.md names every development package, and no other, with the licence it states', () => {
  expect(table('Used to build and test, not shipped')).toEqual(stated(json('package.json').devDependencies));
});

test('the texts for the built app have an entry for each shipped package, and the text of its licence', () => {
  const texts = licenceTexts(new URL('..', import.meta.url).pathname);
  for (const name of Object.keys(json('package.json').dependencies)) expect(texts).toContain(`${name} `);
  expect(texts).toContain('Permission is hereby granted, free of charge');
  expect(texts).toContain('Apache License');
  expect(texts).not.toMatch(/^eslint \d/m);
});
