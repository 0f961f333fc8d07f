import { api } from '../../api/client';
import type { Label } from '../../api/types';

export const colours = ['grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'] as const satisfies readonly Label['colour'][];

/** The labels of the workspace, by name. */
class Labels {
  all = $state.raw<readonly Label[]>([]);

  async load() {
    const page = await api.get('/api/v1/labels', {}).catch(() => null);
    if (page) this.all = page.items;
  }

  of(ids: readonly string[]): Label[] {
    return this.all.filter(({ id }) => ids.includes(id));
  }

  async make(name: string, colour: Label['colour']): Promise<Label> {
    const label = await api.post('/api/v1/labels', {}, { name, colour });
    await this.load();
    return label;
  }
}

export const labels = new Labels();
