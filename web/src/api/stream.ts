/** One event of an event stream (text/event-stream). */
export interface StreamEvent {
  id: string;
  name: string;
  data: string;
}

/** Cuts the bytes of an event stream into events, wherever the network cut them. */
export class StreamCutter {
  #decoder = new TextDecoder();
  #rest = '';
  #id = '';
  #name = '';
  #data: string[] = [];

  push(bytes: Uint8Array): StreamEvent[] {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): StreamEvent[] {
    if (line === '') return this.#end();
    const [, field = '', value = ''] = /^([^:]*):? ?([\s\S]*)$/.exec(line) ?? [];
    if (field === 'id') this.#id = value;
    else if (field === 'event') this.#name = value;
    else if (field === 'data') this.#data.push(value);
    return [];
  }

  #end(): StreamEvent[] {
    const event = { id: this.#id, name: this.#name || 'message', data: this.#data.join('\n') };
    const whole = this.#data.length > 0;
    this.#name = '';
    this.#data = [];
    return whole ? [event] : [];
  }
}
