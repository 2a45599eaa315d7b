import { expect, test } from 'vitest';
import { metaPolicy } from '../../tools/headers.mjs';
import { directivesOf } from './policy';

test('every directive of the policy that the page has is told in words', () => {
  const directives = directivesOf(metaPolicy);
  expect(directives.length).toBeGreaterThan(5);
  expect(directives.filter(({ meaning }) => meaning === '')).toEqual([]);
  expect(directives.find(({ name }) => name === 'connect-src')?.sources).toBe("'self'");
});

test('a policy with blanks and a semicolon at its end is read', () => {
  expect(directivesOf(" img-src 'self'  blob: ;")).toEqual([
    expect.objectContaining({ name: 'img-src', sources: "'self' blob:" })
  ]);
  expect(directivesOf('')).toEqual([]);
});
