import { type FileHandle, open } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { ShownNode } from '../../codegen/onnx/shown-nodes.js'
import { makeFolder } from '../unwritable.js'
import { graphEvent, type SummaryValue, summaryEvent, versionEvent } from './event.js'
import { record } from './record.js'

let made = 0

/** A file of events in a folder, which TensorBoard finds by its name. It is there from the first event on. */
export class EventFile {
  private file: FileHandle | undefined
  private waiting: Uint8Array[] = []
  private readonly path: string

  constructor(private readonly folder: string) {
    const seconds = `${Math.floor(Date.now() / 1000)}`.padStart(10, '0')
    this.path = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${made++}.v2`)
  }

  /** Adds values of a step; `flush` writes them. */
  add(step: number, values: readonly SummaryValue[]): void {
    if (values.length > 0) this.waiting.push(record(summaryEvent({ wallTime: Date.now() / 1000, step }, values)))
  }

  /** Adds a graph; `flush` writes it. */
  addGraph(nodes: readonly ShownNode[]): void {
    this.waiting.push(record(graphEvent(Date.now() / 1000, nodes)))
  }

  async flush(): Promise<void> {
    if (this.waiting.length === 0) return
    if (!this.file) {
      await makeFolder(this.folder)
      this.file = await open(this.path, 'wx')
      this.waiting.unshift(record(versionEvent(Date.now() / 1000)))
    }
    const bytes = Buffer.concat(this.waiting)
    this.waiting = []
    await this.file.writeFile(bytes)
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.file?.close()
      this.file = undefined
    }
  }
}
