package escalation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// telling are those words of an incident's title by which messages about it are recognised: what any trouble is called, and what
// any sentence holds, is left out, as members say it in words of their own. Empty: too little is left. One word alone that is not
// long stands in too many messages.
func (d *Desk) telling(title string) string {
	var out []string
	plain, long := d.words(plainWords), 0
	for _, w := range d.words(title) {
		if strings.ContainsFunc(w, unspaced) {
			for _, p := range plainParts {
				w = strings.ReplaceAll(w, p, " ")
			}
		}
		for _, part := range strings.Fields(w) {
			if slices.Contains(plain, part) || slices.Contains(out, part) {
				continue
			}
			if out = append(out, part); utf8.RuneCountInString(part) >= 4 && strings.ContainsFunc(part, unspaced) {
				long++
			}
		}
	}
	if len(out) < 2 && long == 0 {
		return ""
	}
	return strings.Join(out, " ")
}

// plainWords and plainParts tell nothing about what is wrong; the parts, longest first, are cut out of scripts without spaces.
var (
	plainWords = `
		a about affected all an and any are as at be been by can cannot currently delay delayed delays degraded disrupted disruption down
		error errors fail failed failing failing fails failure failures for from has have high in incident is issue issues it known latency
		maintenance major minor new no not now of off on or our out outage outages partial partially planned problem problems process
		processing slow slowly slowness some still stuck temporarily temporary the there this to today trouble unavailable unstable users
		we when with working wrong you your broken does doesn don
		авария задержка задержки не ошибка ошибки проблема проблемы работает сбой сбои у с на в и
		error fallo fallos caída problema problemas de en el la los las con no
		lỗi sự cố không gangguan masalah tidak bisa sorun hata arıza
	`
	plainParts = []string{
		"无法使用", "不能使用", "临时维护", "服务中断", "无法", "不能", "故障", "问题", "异常", "中断", "延迟", "维护", "失败", "暂停", "宕机", "出错", "错误", "拥堵", "缓慢", "目前", "部分", "用户", "的",
	}
)
