import type { ServerName } from '../../../catalog/shapes/servers/server.js';

/** A command that starts a server, as words. */
export interface FoundCommand {
  readonly engine: ServerName;
  /** What stands before it on its line: settings of the environment, as `NAME=value`. */
  readonly environment: readonly string[];
  /** The words behind the program, quotes resolved. */
  readonly words: readonly string[];
  /** Version of the server, as the tag of its image says it; `null` where it does not. */
  readonly version: string | null;
  /** It computes prompts for other servers. */
  readonly prefill?: boolean;
  /** How many of it are started; left out where nothing says so. */
  readonly replicas?: number;
  /** Folders of the host by the place that the command sees them at. */
  readonly mounts: ReadonlyMap<string, string>;
}

const FIRST_YEAR = 20;

/** Images whose entry point is a server, so that what they are given is its flags only. */
export const SERVER_IMAGE =
  /vllm-openai|\bvllm\/vllm-(?:tpu|cpu|xpu|rocm)|llm-d|vllm-production|huggingfaceserver/i;

/** Version in the tag of an image of vLLM, SGLang or TensorRT-LLM: `vllm/vllm-openai:v0.8.5` is 0.8.5. */
export function versionIn(text: string): string | null {
  const tag =
    /(?:vllm-(?:openai|tpu|cpu|xpu|rocm)(?:-[a-z]+)?|lmsysorg\/sglang|tensorrt-llm[/\w-]*):v?(\d{1,2}\.\d+(?:\.\d+)?)\b/.exec(
      text,
    )?.[1];
  // Tags such as 25.09 are months of a vendor's own images.
  return tag === undefined || parseInt(tag, 10) >= FIRST_YEAR ? null : tag;
}

/** Mounts that a command line or a list of volumes names: `/data/models:/models`. */
export function mountsIn(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.flatMap((text) => {
      const [, host, inside] = /^(.*?[^:]):(\/[^:\s]*)(?::\w+)?$/.exec(text.trim()) ?? [];
      return host === undefined || inside === undefined ? [] : [[inside.replace(/\/$/, ''), host] as const];
    }),
  );
}

/** A path as the host has it. */
export function onHost(path: string, mounts: FoundCommand['mounts']): string {
  for (const [inside, host] of mounts) {
    if (path === inside || path.startsWith(`${inside}/`)) return `${host}${path.slice(inside.length)}`;
  }
  return path;
}
