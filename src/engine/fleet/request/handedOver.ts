import type { RequestTokens } from '../../time/request/colocated.js';
import { exposedSeconds, handOverBytes, handOverSeconds } from '../../time/request/handOver.js';
import { lpxLinkBytesPerSecond } from '../../time/lpx.js';
import type { Replica } from '../replica.js';

/** A prompt's cache on its way to those that decode. */
export interface HandedOver {
  readonly bytes: number;
  readonly seconds: number;
  /** What of the seconds a request waits for. */
  readonly exposedSeconds: number;
}

const STAYS: HandedOver = { bytes: 0, seconds: 0, exposedSeconds: 0 };

/** Who sends and who fetches. */
export interface HandOverSides {
  readonly sender: Replica;
  readonly receiver: Replica;
  /** Tensor ranks that fetch their heads each. */
  readonly ranks: number;
  /** Of all senders of one prompt, at the data sheet. */
  readonly bytesPerSecond: number;
}

/** A prompt of so many tokens that takes `prefillSeconds` to compute (request.md 4). */
export function handedOver(sides: HandOverSides, input: number, prefillSeconds: number): HandedOver {
  const { sender, receiver, ranks, bytesPerSecond } = sides;
  const { model, serving } = receiver.inputs;
  const bytes = handOverBytes(model, serving.kvCache, ranks, input);
  const seconds = handOverSeconds(bytes, { bytesPerSecond });
  const exposed = exposedSeconds(
    { transferSeconds: seconds, prefillSeconds, layers: model.layers },
    sender.inputs.serving.engine,
  );
  return { bytes, seconds, exposedSeconds: exposed };
}

/** Where LPX decodes alone the GPUs send it the whole prompt's cache once a turn; everywhere else it stays. */
export function toLpx(replica: Replica, { input }: RequestTokens, prefillSeconds: number): HandedOver {
  const { lpx } = replica.inputs;
  if (lpx?.role !== 'decode') return STAYS;
  const senders = replica.layout.tensor * replica.layout.pipeline;
  const bytesPerSecond = lpxLinkBytesPerSecond(lpx.lpx.rack, lpx.racks, lpx.replicas, senders);
  return handedOver({ sender: replica, receiver: replica, ranks: 1, bytesPerSecond }, input, prefillSeconds);
}
