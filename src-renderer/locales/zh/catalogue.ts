/** Samples and presets that ship with Seqbench, by name (presets by task and name); one that is missing here shows its own English words (a test compares). */
export const samples: Record<string, { title: string; description: string }> = {
  names: { title: '英文名字', description: '英文名字以及它们出现在女名表还是男名表中,逐个字母读取。两个表中都有的 419 个名字已排除。' },
  reviews: { title: '评论(合成)', description: '合成数据:由语法生成的 4,000 条短评论,并非人写。否定和转折决定评论是否正面,因此词的顺序很重要。' },
  mentions: { title: '人名、地名和产品（合成）', description: '合成数据：由语法生成、并非人写的 1,500 个句子，每个词都标注为人名、地名、产品的一部分或都不是。许多名字在每句中都是新的，同一个词可以指三者中的任何一个：由周围的词决定。' },
  speeches: { title: '各党派演讲', description: '1981 年至 2021 年国情咨文中每三句一段的片段,以及演讲总统所属的党派。同一次演讲的片段会分到各个部分,因此指标比对未见过的演讲更宽松。' },
}

export const presets: Record<string, { title: string; reason: string }> = {
  'classification/small': { title: '小而快', reason: '先看一眼短文本:一个小层,从前往后读一遍。几秒钟就能训练完,可以看出有没有可学的东西。' },
  'classification/standard': { title: '标准', reason: '适合大多数短文本,如评论。从两个方向读每条文本,使开头的词与结尾的词同样重要;训练时丢弃一半特征,因为几千条文本很快就会被背下来。' },
  'classification/strong': { title: '强', reason: '适合一万条以上或更长的文本:两层、更宽,学习率逐渐降到零。耗时是数倍,在小数据上并不比“标准”更好。' },
  'classification/characters': { title: '字符', reason: '适合由拼写决定类别的名字、单词和代码:每个字符是一个时间步,开头和结尾都能看到。' },
  'forecasting/small': { title: '小而快', reason: '先看一眼，或用于短序列：一个小网络读入四天的小时数据（或同样多的步），一次写出之后的 24 步。' },
  'forecasting/standard': { title: '标准', reason: '适合大多数有日或周节律的序列：分段读入两周的小时数据，一次写出所有步，因此在较远的预测上不会像逐步读入那样遗忘。' },
  'forecasting/strong': { title: '强', reason: '适合历史很长的序列：更宽的网络，读入一个月的小时数据，并自己学习区间。耗时是数倍。' },
  'forecasting/stepwise': { title: '逐步', reason: '教科书的做法：编码器读入每一步，解码器逐步写出。适合较短的预测，也可观察门沿序列的变化。' },
  'tagging/small': { title: '小而快', reason: '先看一眼，或只有几百个句子：一个小网络从两个方向读每个句子，并逐个字符读每个词。' },
  'tagging/standard': { title: '标准', reason: '适合大多数标注文本，无论是名字还是词性：从两个方向读每个句子，逐个字符读每个词（因为新文本中一半的名字从未见过），并为整句找出最佳标签。' },
  'tagging/strong': { title: '强', reason: '适合一万个句子以上：更宽，学习率逐渐降到零。耗时是数倍；数据较少时“标准”同样好。' },
  'tagging/series': { title: '序列的各步', reason: '适合每一步都有状态的测量，如机器或人正在做什么：从两个方向读序列，并整体平滑各状态。' },
  'tagging/frames': { title: '片段的各帧', reason: '适合每一帧都有状态的片段：每帧用一个小的图像读取器，再从两个方向读帧的顺序。' },
  'generation/small': { title: '小而快', reason: '先看一眼，或用于短文本：逐个字符读写，一分钟内就能看出词是否开始成形。' },
  'generation/standard': { title: '标准', reason: '适合一本或几本书：一个宽层逐个字符读写，训练时丢弃一部分，以免把文本背下来。' },
  'generation/strong': { title: '强', reason: '适合几兆字节的文本和一个晚上：两个宽层，逐个字符。文本较少时并不比“标准”好。' },
  'generation/words': { title: '词的片段', reason: '适合许多兆字节的文本：词元是从文本中学到的词的片段，因此一句话只有几步，读入与写出共用同一组数。' },
  'generation/items': { title: '名字和标题', reason: '每行是一个独立的短文本：从头到尾学习每一个；如有类别，可以指定。' },
  'translation/small': { title: '小而快', reason: '先看一眼，或用于有规则的短字符串，如日期、数字和拼写：一个小层逐个字符读写，几千对数据一两分钟即可学会。' },
  'translation/standard': { title: '标准', reason: '适合几万条短句：读词、逐字符写，因此任何名字和词尾都能写出；最适合目标语言用字书写的情况，如中文和日文。' },
  'translation/strong': { title: '强', reason: '适合用空格分词的语言、十万句以上：两边都用从数据学到的词的片段，两层。耗时是数倍，数据少时并不比“标准”好。' },
}
