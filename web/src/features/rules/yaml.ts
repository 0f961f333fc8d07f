import { api } from '../../api/client';

/** Hands all rules to the browser as a file. */
export async function saveYaml() {
  const text = await api.getYaml('/api/v1/rules/export');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  link.download = 'rules.yaml';
  link.click();
  URL.revokeObjectURL(link.href);
}
