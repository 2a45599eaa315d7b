/** Which of Piper's ids take time, as tables of 0 and 1 by id (docs/MODEL.md, "Timed tokens"). */
import phonemeIds from '../text/phonemeIds.json';

const symbols = 256;
const untimed = 'ˈˌːˑ˞ʲʰˤʷ\'()#"↓↑\u0327\u0303\u032a\u032f\u0329\u033a\u033b\u031d\u030a';
const optional = '^$ !,-.:;?';

function table(has: (symbol: string, id: number) => boolean): Float32Array {
  const byId = new Map(Object.entries(phonemeIds).map(([symbol, [id]]) => [id, symbol]));
  return Float32Array.from({ length: symbols }, (_, id) => (has(byId.get(id) ?? '', id) ? 1 : 0));
}

/** 1 where a token may last a frame or more. */
export const timedIds = table((symbol, id) => id > 0 && (symbol === '' || !untimed.includes(symbol)));

/** 1 where a token lasts at least a frame. */
export const mandatoryIds = table(
  (symbol, id) => timedIds[id] === 1 && (symbol === '' || !optional.includes(symbol))
);
