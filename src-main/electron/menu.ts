/** The application menu: the system's own actions by their roles; what belongs to the work is in the window. */
import { Menu, app, type MenuItemConstructorOptions } from 'electron'
import type { Labels } from './labels.ts'

export function setMenu(labels: Labels, developing: boolean): void {
  const own: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu', label: app.name }] : []
  const developer: MenuItemConstructorOptions[] = developing
    ? [{ type: 'separator' }, { role: 'reload', label: labels.reload }, { role: 'toggleDevTools', label: labels.developerTools }]
    : []
  const template: MenuItemConstructorOptions[] = [
    ...own,
    { label: labels.file, submenu: [{ role: 'close', label: labels.close }, { role: 'quit', label: labels.quit }] },
    {
      label: labels.edit,
      submenu: [
        { role: 'undo', label: labels.undo },
        { role: 'redo', label: labels.redo },
        { type: 'separator' },
        { role: 'cut', label: labels.cut },
        { role: 'copy', label: labels.copy },
        { role: 'paste', label: labels.paste },
        { role: 'selectAll', label: labels.selectAll },
      ],
    },
    {
      label: labels.view,
      submenu: [
        { role: 'zoomIn', label: labels.larger },
        { role: 'zoomOut', label: labels.smaller },
        { role: 'resetZoom', label: labels.actualSize },
        { role: 'togglefullscreen', label: labels.fullScreen },
        ...developer,
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
