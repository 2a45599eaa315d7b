/** The first part of the acoustic model: ids to a state for each token. */
import { encoder } from '../model/architecture';
import type { Value } from './graph';
import type { Layers } from './layers';

/** Ids without the pads of Piper's format, [tokens] int64, and where they stood in `input`. */
export function dropPads({ g }: Layers, input: Value, lengths: Value): { ids: Value; places: Value } {
  const ids = g.sliceTo(g.reshape(input, [-1]), 0, lengths);
  const places = g.reshape(g.nonZero(g.not(g.equal(ids, g.int(0)))), [-1]);
  return { ids: g.gather(ids, places, 0), places };
}

/**
 * Embedding, encoder blocks, and the speaker.
 * @param ids [tokens] int64
 * @returns [tokens, 256]
 */
export function encode(layers: Layers, ids: Value): Value {
  const { g } = layers;
  let x = g.gather(layers.weight('acoustic.embedding'), ids, 0);
  for (let i = 0; i < encoder.blocks; i++) x = layers.block(x, `acoustic.encoder.${i}`);
  return g.add(layers.norm(x, 'acoustic.encoder.norm'), layers.floats('speaker'));
}
