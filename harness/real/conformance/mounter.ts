import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/**
 * Mounts and unmounts one device at one place, hundreds of times a second. Node has no such syscalls, and starting `mount` takes longer than most mounts:
 * a helper stays, reads `mount rw|ro OPTIONS` and `umount` line by line, and answers with `ok` or the reason. It is Perl making the syscalls where there is Perl on an
 * architecture whose numbers are known, else a shell that starts the commands.
 */
const NUMBERS: Partial<Record<string, { readonly mount: number; readonly umount: number }>> = { x64: { mount: 165, umount: 166 }, arm64: { mount: 40, umount: 39 } }

const PERL = `
$| = 1; my ($mount, $umount, $device, $place, $type) = @ARGV;
while (my $line = <STDIN>) {
  chomp $line; my ($verb, $access, $options) = split / /, $line, 3;
  my $done = $verb eq "mount" ? syscall($mount + 0, $device, $place, $type, $access eq "ro" ? 1 : 0, $options) : syscall($umount + 0, $place, 0);
  print $done == 0 ? "ok\\n" : "$!\\n";
}`

const SHELL = `
while read -r verb access options; do
  if [ "$verb" = mount ]; then reason=$(mount -i -t "$3" -o "$access\${options:+,$options}" "$1" "$2" 2>&1); else reason=$(umount "$2" 2>&1); fi
  if [ $? -eq 0 ]; then echo ok; else echo "$reason" | tr '\\n' ' '; echo; fi
done`

export class Mounter {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: Interface
  readonly #waiting: ((line: string) => void)[] = []

  constructor(device: string, place: string, type: string) {
    const numbers = NUMBERS[process.arch]
    const perl = numbers !== undefined && spawnSync('perl', ['-e', '1'], { stdio: 'ignore' }).status === 0
    this.#child = perl
      ? spawn('perl', ['-e', PERL, String(numbers.mount), String(numbers.umount), device, place, type], { stdio: ['pipe', 'pipe', 'inherit'] })
      : spawn('sh', ['-c', SHELL, 'sh', device, place, type], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout })
    this.#lines.on('line', (line) => this.#waiting.shift()?.(line))
    this.#lines.on('close', () => {
      for (const answer of this.#waiting.splice(0)) answer('the helper that mounts has ended')
    })
  }

  /** undefined: mounted; else why it was refused. */
  async mount(access: 'rw' | 'ro', options: string): Promise<string | undefined> {
    return this.#ask(`mount ${access} ${options}`)
  }

  async unmount(): Promise<void> {
    const refused = await this.#ask('umount')
    if (refused !== undefined) throw new Error(`The file system cannot be unmounted: ${refused}`)
  }

  end(): void {
    this.#child.stdin.end()
  }

  async #ask(line: string): Promise<string | undefined> {
    const reply = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve)
      this.#child.stdin.write(`${line}\n`)
    })
    return reply === 'ok' ? undefined : reply
  }
}
