import * as l10n from '../../l10n/l10n.js';
import { withoutSecrets } from './reading/secrets.js';

/** A server that people start and a plan has no word for: how its commands and logs are told, and its name. */
interface OtherServer {
  readonly name: string;
  readonly mark: RegExp;
  /** It runs GGUF files, whose heads say the model and its bytes. */
  readonly gguf?: boolean;
}

const OTHERS: readonly OtherServer[] = [
  {
    name: 'llama.cpp',
    mark: /\bllama-(?:server|cli|bench)\b|\bllama_cpp\.server\b|ggml-org\/llama\.cpp|ghcr\.io\/\S*llama\.cpp|^print_info: file (?:format|type)|^llama_kv_cache|\|\s*(?:pp|tg)\d+ \|/m,
    gguf: true,
  },
  { name: 'Ollama', mark: /\bollama (?:run|serve|pull)\b|\bollama\/ollama\b|^eval rate:/m, gguf: true },
  { name: 'LM Studio', mark: /\blms (?:load|server)\b/, gguf: true },
  {
    name: 'Text Generation Inference',
    mark: /\btext-generation-(?:launcher|inference)\b/,
  },
  { name: 'NIM', mark: /\bnvcr\.io\/nim\// },
  { name: 'LMDeploy', mark: /\blmdeploy serve\b|^\[TM\]\[[A-Z]/m },
  { name: 'MLC LLM', mark: /\bmlc_llm serve\b/ },
  { name: 'TabbyAPI', mark: /\btabbyAPI\b/i },
  { name: 'MAX', mark: /\bmax serve\b/ },
  { name: 'Triton', mark: /\btritonserver\b/ },
  { name: 'DeepSpeed-MII', mark: /\bmii\.(?:serve|pipeline)\b/ },
];

/**
 * Why a text of a server that a plan has no word for makes no plan, by the server's name and with what to give instead;
 * `null` where it is of none.
 */
export function otherServer(text: string): string | null {
  const found = OTHERS.find(({ mark }) => mark.test(text));
  if (!found) return null;
  const { name, gguf = false } = found;
  return gguf
    ? l10n.t(
        '{name} is no server that a plan can name, since its memory and speed are not known: import the GGUF file for model and bytes, and choose the nearest of vllm, sglang and trtllm',
        { name },
      )
    : l10n.t(
        '{name} is no server that a plan can name, since its memory and speed are not known: write the model and the layout yourself, and choose the nearest of vllm, sglang and trtllm',
        { name },
      );
}

/** A model that a reader is to fill in: `vllm serve <model>`, `vllm serve ...`. */
const PLACE =
  /\b(?:vllm serve|trtllm-serve(?: serve)?|sglang serve|--model(?:-path)?)[ =]+["']?(<[^<>\n]{1,80}>|\.\.\.|…)/;

/** Why a command whose model is a place for one makes no plan; `null` where there is no such command. */
export function placeForModel(text: string): string | null {
  const name = PLACE.exec(text)?.[1];
  return name === undefined
    ? null
    : l10n.t('the model is {name}, which the text does not set', { name: withoutSecrets(name) });
}
