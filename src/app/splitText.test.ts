import { expect, test } from 'vitest';
import { splitText } from './splitText';

test('a text is cut between two words, nearest to the place', () => {
  expect(splitText('One two three.', 8)).toEqual(['One two', 'three.']);
  expect(splitText('One two three.', 4)).toEqual(['One', 'two three.']);
  expect(splitText('One', 1)).toEqual(['One', '']);
  expect(splitText('', 0)).toEqual(['', '']);
});
