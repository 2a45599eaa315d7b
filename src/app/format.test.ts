import { expect, test } from 'vitest';
import { bytes, clock, duration, plural, timeLeft } from './format';

test('durations grow from seconds to hours without ever showing sixty of a unit', () => {
  expect([0.42, 9.96, 59.4, 60, 119.6, 3599.7, 3900].map(duration)).toEqual([
    '0.4 s',
    '10 s',
    '59 s',
    '1 min 0 s',
    '2 min 0 s',
    '1 h 00 min',
    '1 h 05 min'
  ]);
});

test('time left is rounded to what a guess can promise', () => {
  expect([4, 33, 200, 9000].map(timeLeft)).toEqual([
    'a few seconds left',
    'about 30 s left',
    'about 3 min left',
    'about 2.5 h left'
  ]);
});

test('bytes, clocks and plurals read as people write them', () => {
  expect([bytes(0), bytes(999), bytes(1_400), bytes(12_345_678), bytes(2.5e9)]).toEqual([
    '0 bytes',
    '999 bytes',
    '1 kB',
    '12.3 MB',
    '2.5 GB'
  ]);
  expect(clock(65.9)).toBe('1:05');
  expect([plural(1, 'clip'), plural(0, 'clip'), plural(2, 'list says', 'lists say')]).toEqual([
    '1 clip',
    '0 clips',
    '2 lists say'
  ]);
});
