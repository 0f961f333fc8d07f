// What the editor fetches once it stands and can be written in.
export { default as BacktestPane } from './BacktestPane.svelte';
export { default as PublishDialog } from './PublishDialog.svelte';
export { default as TryPane } from './TryPane.svelte';
export { default as VersionSheet } from './VersionSheet.svelte';
