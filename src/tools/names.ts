/** What the tools are called, in the order in which they are told: the editor is told of them at its start. */
export const TOOL_NAMES = [
  'validate',
  'analyze',
  'explain',
  'compare',
  'catalogue',
  'solve',
  'break_even',
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];
