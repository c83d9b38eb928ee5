import * as l10n from '../../l10n/l10n.js';

/** Architectures that are known and not counted, and why: a name that is spelled alike would count them wrongly. */
const REASONS: readonly (readonly [pattern: RegExp, why: () => string])[] = [
  [
    /^(?:(?:falcon_)?mamba2?|rwkv[4-7]?|xlstm|retnet)$/,
    () => l10n.t('its layers keep states alone, so that its cache has no tokens to count'),
  ],
  [/^(?:recurrent_gemma|griffin)$/, () => l10n.t('what its recurrent units keep is not known to a plan')],
  [/^zamba2?$/, () => l10n.t('its layers share blocks of attention, whose weights are not counted')],
  [
    // SGLang keeps its latent; vLLM pads whole keys and values to one width (2026-08).
    /^minicpm3$/,
    () =>
      l10n.t(
        'servers keep either its latent or whole keys and values: say one of them in fields of your own',
      ),
  ],
  [/^molmo\w*$/, () => l10n.t('its config does not say its vision tower')],
];

/** Why an architecture is refused although it is known, in words; `null` for all others. */
export function whyNotCounted(name: string): string | null {
  return REASONS.find(([pattern]) => pattern.test(name))?.[1]() ?? null;
}
