import { sentenceOf } from '../../session/form.svelte';

/** What a section shows, fetched when it opens: null until it is there, or `trouble` in a sentence. */
export class Remote<T> {
  value = $state.raw<T | null>(null);
  trouble = $state('');

  constructor(private readonly fetch: () => Promise<T>) {}

  load = async () => {
    try {
      this.value = await this.fetch();
      this.trouble = '';
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  };
}
