import { expect, test } from 'vitest';
import type { CheckRecord } from '../../store/records';
import { checkKey } from './checkClip';
import { judgeClips, type JudgedRecord } from './judgeClips';

const clip: JudgedRecord = {
  id: 'd/a',
  state: 'ready',
  excluded: false,
  transcript: 'Hello.',
  samples: 100_000,
  edit: null,
  added: 1,
  reviewed: []
};
const noise = { check: 'noise' as const, detail: 'There is noise.', from: 0, to: 4 };
const checked: Pick<CheckRecord, 'key' | 'findings' | 'facts'> = {
  key: checkKey(clip, 'en-us'),
  findings: [noise],
  facts: { seconds: 4.5, phonemes: 'həlˈoʊ', logF0: null, cepstrum: null, rate: null, fit: 0.2, others: 8 }
};
const checksOf = (changed: Partial<JudgedRecord>) => {
  const { findings, health } = judgeClips([{ ...clip, ...changed }], new Map([['d/a', checked]]), 'en-us');
  return { found: findings.get('d/a')?.map(({ check }) => check), unchecked: health.unchecked };
};

test('a clip has what was found by itself and beside the others', () => {
  expect(checksOf({})).toEqual({ found: ['mismatch', 'noise'], unchecked: 0 });
});

test('what a person found right is no finding', () => {
  expect(checksOf({ reviewed: ['mismatch'] })).toEqual({ found: ['noise'], unchecked: 0 });
});

test('a clip that was changed since is not checked, and one that is left out is not to be', () => {
  expect(checksOf({ transcript: 'Hello there.' })).toEqual({ found: [], unchecked: 1 });
  expect(checksOf({ edit: { from: 0, to: 50_000, gain: 0 } })).toEqual({ found: [], unchecked: 1 });
  expect(checksOf({ excluded: true })).toEqual({ found: [], unchecked: 0 });
});
