package extract

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// codePages are the code pages of Windows and DOS by their number.
var codePages = map[int]struct {
	name     string
	encoding encoding.Encoding
}{
	437: {"CP437", charmap.CodePage437}, 850: {"CP850", charmap.CodePage850}, 852: {"CP852", charmap.CodePage852},
	855: {"CP855", charmap.CodePage855}, 860: {"CP860", charmap.CodePage860}, 863: {"CP863", charmap.CodePage863},
	865: {"CP865", charmap.CodePage865}, 866: {"CP866", charmap.CodePage866}, 874: {"windows-874", charmap.Windows874},
	932: {"Shift JIS", japanese.ShiftJIS}, 936: {"GBK", simplifiedchinese.GBK}, 949: {"EUC-KR", korean.EUCKR}, 950: {"Big5", traditionalchinese.Big5},
	1250: {"windows-1250", charmap.Windows1250}, 1251: {"windows-1251", charmap.Windows1251}, 1252: {"windows-1252", charmap.Windows1252},
	1253: {"windows-1253", charmap.Windows1253}, 1254: {"windows-1254", charmap.Windows1254}, 1255: {"windows-1255", charmap.Windows1255},
	1256: {"windows-1256", charmap.Windows1256}, 1257: {"windows-1257", charmap.Windows1257}, 1258: {"windows-1258", charmap.Windows1258},
	10000: {"Macintosh", charmap.Macintosh}, 65001: {"UTF-8", unicode.UTF8},
}

// charsetPages are the code pages of RTF's \fcharset.
var charsetPages = map[int]int{
	77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257,
	204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}

func codePageOf(number int) encoding.Encoding {
	if page, ok := codePages[number]; ok {
		return page.encoding
	}
	return charmap.Windows1252
}

// pageName names a code page as UTF8 names encodings.
func pageName(number int) string {
	if page, ok := codePages[number]; ok {
		return page.name
	}
	return "windows-1252"
}
