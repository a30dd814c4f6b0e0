import type { settings as english } from '../en/settings.ts'
import type { Translation } from '../translation.ts'

export const settings: Translation<typeof english> = {
  title: '设置',
  appearance: '外观',
  theme: '主题',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  language: '语言',
  languageSystem: '跟随系统（{name}）',
  workspace: '工作区',
  workspaceText: '所有内容都在此文件夹中：数据库、数据集、运行和导出。复制它即可备份，或移到另一台电脑。',
  reveal: '在文件管理器中显示',
  another: '其他工作区',
  anotherText: '启动 Seqbench 时用 --workspace 加文件夹，或设置环境变量 SEQBENCH_WORKSPACE。',
  shortcuts: '键盘',
  shortcutViews: '按左侧栏顺序转到某个视图',
  shortcutFocus: '窗口的下一个部分',
  shortcutUndo: '在配置编辑器中撤销',
  shortcutComplete: '配置编辑器中的补全',
}
