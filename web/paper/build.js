// Lays the font of the papers, and its licence, where the binary takes them from.
import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

// The package exports no path of its own; its entry stands beside the folder of the fonts.
const entry = createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')
const from = join(dirname(entry), '..')
const to = join(import.meta.dirname, '..', 'dist', 'paper')

mkdirSync(to, { recursive: true })
copyFileSync(join(from, 'fonts', 'NotoSansHans-Regular.otf'), join(to, 'NotoSansHans-Regular.otf'))
copyFileSync(join(from, 'LICENSE'), join(to, 'OFL.txt'))
