import { SERVER_IMAGE, versionIn, type FoundCommand } from './found.js';
import { shellCommands } from './shellCommands.js';
import type { Variables } from './variables.js';

/** Podman's unit of a container: its image, and what is given to it. */
const UNIT = /^[ \t]*\[Container\]/m;
const UNIT_IMAGE = /^[ \t]*Image[ \t]*=[ \t]*(\S+)/m;
const UNIT_WORDS = /^[ \t]*Exec[ \t]*=[ \t]*(\S.*)$/m;

/** An image with its list of words in HashiCorp’s language, as jobs of Nomad and resources of Terraform have them. */
const BLOCK = /^[ \t]*image[ \t]*=[ \t]*"([^"\n]{1,300})"/gm;
const BLOCK_WORDS = /^[ \t]*(?:args|command)[ \t]*=[ \t]*\[([^\]]{1,4000})\]/m;
/** The words stand near the image. */
const NEAR = 4_000;

/** Servers that units of Podman and blocks of Nomad and Terraform start: an image that is a server, and its flags. */
export function imageFlags(text: string, variables: Variables): FoundCommand[] {
  const joined = text.replace(/\\[ \t]*\r?\n/g, ' ');
  const unit = UNIT.test(joined) ? started(UNIT_IMAGE.exec(joined)?.[1], UNIT_WORDS.exec(joined)?.[1]) : null;
  const lines = unit === null ? blocksIn(text) : [unit];
  return lines.flatMap(({ image, line }) =>
    shellCommands(line, variables).map((each) => ({ ...each, version: each.version ?? versionIn(image) })),
  );
}

interface Started {
  readonly image: string;
  readonly line: string;
}

function started(image: string | undefined, words: string | undefined): Started | null {
  return image === undefined || words === undefined || !SERVER_IMAGE.test(image)
    ? null
    : { image, line: `vllm serve ${words.replace(/^serve[ \t]+/, '')}` };
}

function blocksIn(text: string): Started[] {
  return [...text.matchAll(BLOCK)].flatMap(({ index, 1: image }, i, all) => {
    const near = text.slice(index, Math.min(index + NEAR, all[i + 1]?.index ?? Infinity));
    const lines = BLOCK_WORDS.exec(near)?.[1]
      ?.split('\n')
      .map((line) => line.trim());
    const words = lines?.filter((line) => !/^(?:#|\/\/)/.test(line)).join(' ');
    return started(image, words?.replaceAll(',', ' ')) ?? [];
  });
}
