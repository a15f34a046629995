package bots

import "testing"

func TestNoNameOfAMemberIsLeftInWhatTheStaffSaid(t *testing.T) {
	for _, c := range []struct{ said, name, handle, want string }{
		{"Hi Ann, open Settings. Cheers, Annie", "Ann", "", "Hi …, open Settings. Cheers, Annie"},
		{"Dear Ann Lee: @Ann_L33 asked. Lee!", "Ann Lee", "ann_l33", "Dear …: … asked. …!"},
		{"您好小明请打开设置", "小明", "", "您好…请打开设置"},
		{"a plan (for A)", "A", "", "a plan (for A)"},
		{"see *.* there", "*.*", "\xff", "see … there"},
		{"", "Ann", "ann", ""},
	} {
		if got := withoutName(c.said, c.name, c.handle); got != c.want {
			t.Errorf("%q of %q: %q, want %q", c.said, c.name, got, c.want)
		}
	}
}
