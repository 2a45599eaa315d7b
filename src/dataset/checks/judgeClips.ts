import type { Language } from '../../languages';
import { isUsed } from '../../store/clipEdit';
import type { CheckRecord, ClipRecord, Finding } from '../../store/records';
import { checkKey } from './checkClip';
import { compareClips } from './compareClips';
import { healthOf, type DatasetHealth } from './health';

/** What is known of a dataset's clips by now. */
export interface Judgement {
  /** by clip id: what was found by itself and beside the others, and not reviewed; nothing for clips not checked yet */
  findings: Map<string, Finding[]>;
  health: DatasetHealth;
}

/** The part of a clip's record that is judged. */
export type JudgedRecord = Pick<
  ClipRecord,
  'id' | 'state' | 'excluded' | 'transcript' | 'samples' | 'edit' | 'added' | 'reviewed'
>;

/**
 * Puts together what the checks found in each clip and what only shows beside the others. Clips that are left out or
 * changed since they were checked have no findings.
 * @param checks by clip id
 */
export function judgeClips(
  clips: readonly JudgedRecord[],
  checks: ReadonlyMap<string, Pick<CheckRecord, 'key' | 'findings' | 'facts'>>,
  language: Language
): Judgement {
  const valid = new Map(
    clips.flatMap((clip) => {
      const check = checks.get(clip.id);
      return check && isUsed(clip) && check.key === checkKey(clip, language)
        ? [[clip.id, check] as const]
        : [];
    })
  );
  const compared = compareClips([...valid].map(([id, { findings, facts }]) => ({ id, findings, facts })));
  const findings = new Map(
    clips.map(({ id, reviewed }) => {
      const all = [...(compared.get(id) ?? []), ...(valid.get(id)?.findings ?? [])];
      return [id, all.filter(({ check }) => !reviewed.includes(check))];
    })
  );
  const judged = clips.map((record) => ({
    record,
    open: valid.has(record.id) ? (findings.get(record.id) ?? []).map(({ check }) => check) : null,
    phonemes: valid.get(record.id)?.facts.phonemes ?? ''
  }));
  return { findings, health: healthOf(judged, language) };
}
