/** Kinds of tokens that only the schema can tell apart; named in package.json. The editor is told of them at its start. */
export const TOKEN_KINDS = ['quantity', 'unit', 'catalogueName', 'planName', 'unknownMember'] as const;
