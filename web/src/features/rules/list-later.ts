// What the list fetches once it stands: where there are rules, none of it is seen before somebody presses something.
export { default as ImportDialog } from './ImportDialog.svelte';
export { default as NewRule } from './NewRule.svelte';
export { default as TemplateGrid } from './TemplateGrid.svelte';
