// What the editor fetches once it stands: none of it is seen before somebody presses something.
export { default as BacktestPane } from './BacktestPane.svelte';
export { default as PublishDialog } from './PublishDialog.svelte';
export { default as VersionSheet } from './VersionSheet.svelte';
