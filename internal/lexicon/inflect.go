package lexicon

import (
	"iter"
	"strings"
)

// ending turns the end of an inflected word into that of a base form.
type ending struct{ from, to string }

// shortestStem is how many letters stay before an ending, at least.
const shortestStem = 3

// endings by language, folded; the longer before the shorter, nouns before
// adjectives before verbs. They need not be right alone: a base form counts
// only when the table holds it in that language.
var endings = [len(languages)][]ending{
	parse(`oes=ao aes=ao aos=ao ais=al eis=el ois=ol is=il res=r zes=z ns=m s= as=o a=o os=o
		mente= amente=o issimo=o issima=o inho=o inha=a
		aram=ar avam=ar aria=ar arem=ar ando=ar ados=ar adas=ar ado=ar ada=ar ava=ar ou=ar am=ar ei=ar ara=ar
		eram=er iam=er endo=er idos=er idas=er ido=er ida=er ia=er eu=er em=er era=er iram=ir indo=ir idos=ir idas=ir ido=ir ida=ir ia=ir iu=ir em=ir ira=ir
		e=ar e=er e=ir a=ar cao=r`),
	parse(`ies=y es= es=e s= ied=y ed= ed=e ing= ing=e er= er=e ers= ers=e est= ly= ally= ness= iest=y ier=y
		bbed=b dded=d gged=g lled=l mmed=m nned=n pped=p rred=r tted=t bbing=b dding=d gging=g lling=l mming=m nning=n pping=p rring=r tting=t ves=f ves=fe n= en= en=e`),
	parse(`ciones=cion es= ces=z s= as=o a=o os=o mente= amente=o isimo=o ito=o ita=a
		aron=ar aban=ar ando=ar ados=ar adas=ar ado=ar ada=ar aba=ar an=ar aria=ar ara=ar
		ieron=er ian=er iendo=er idos=er idas=er ido=er ida=er ia=er io=er en=er ieron=ir ian=ir iendo=ir idos=ir idas=ir ido=ir ida=ir ia=ir io=ir en=ir
		o=ar e=ar e=er e=ir a=ar cion=r`),
	parse(`aux=al eaux=eau x= s= es= e= euse=eur euses=eur ive=if ives=if ement= ment=
		erent=er aient=er ait=er ant=er ees=er ee=er es=er e=er ent=er era=er
		irent=ir issait=ir issent=ir it=ir ies=ir ie=ir is=ir i=ir ait=re ent=re u=re us=re ue=re`),
	parse(`i=o i=e i=a i=io e=a a=o he=ca hi=co mente= amente=o issimo=o
		arono=are avano=are ando=are ati=are ate=are ato=are ata=are ava=are ano=are era=are a=are
		erono=ere evano=ere endo=ere uti=ere ute=ere uto=ere uta=ere eva=ere ono=ere e=ere
		irono=ire ivano=ire iti=ire ite=ire ito=ire ita=ire iva=ire isce=ire iscono=ire e=ire zione=re`),
	parse(`innen=in e= en= en=e er= es= s= n= ern= em= ere= eren= erem= ste= sten= ster= stes=
		te=en ten=en tet=en t=en st=en e=en ung=en ungen=en lung=eln rung=ern ungs=en end=en ende=en enden=en ender=en endes=en te=n ten=n t=n en=um
		isch= isch=e isch=en isch=ien ische= ische=e ische=en ische=ien ischen= ischen=e ischen=en ischen=ien ischer= ischer=e ischer=ien isches= isches=ien
		lich= liche= lichen= licher= liches= lichste=lich erweise= lichkeit=lich igkeit=ig keit= heit= in= `),
}

// parse reads "from=to" pairs.
func parse(s string) []ending {
	var all []ending
	for pair := range strings.FieldsSeq(s) {
		from, to, _ := strings.Cut(pair, "=")
		all = append(all, ending{from, to})
	}
	return all
}

// bases yields what the base forms of a folded word may be in a language.
func bases(word string, language int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, base := range irregular[language].base[word] {
			if !yield(base) {
				return
			}
		}
		for _, e := range endings[language] {
			stem, found := strings.CutSuffix(word, e.from)
			if found && len(stem) >= shortestStem && !yield(stem+e.to) {
				return
			}
		}
		if language == german && participles(word, yield) {
			strong(word, yield)
		}
	}
}

// participles yields the infinitives that a German participle may be of: gemalt
// is of malen, ausgegraben of ausgraben, and einzureichen of einreichen.
// It reports whether to go on.
func participles(word string, yield func(string) bool) bool {
	for _, inserted := range []string{"ge", "zu"} {
		at := strings.Index(word, inserted)
		if at < 0 || at > 0 && !separable[word[:at]] {
			continue
		}
		rest := word[at+len(inserted):]
		for _, e := range []string{"te", "ten", "ter", "tes", "tem", "t", "ene", "enen", "ener", "enes", "enem", "en"} {
			stem, found := strings.CutSuffix(rest, e)
			if found && len(stem) >= shortestStem && (!yield(word[:at]+stem+"en") || !yield(word[:at]+stem+"n")) {
				return false
			}
		}
	}
	return true
}

// withoutUmlauts is a German word whose umlauts were written with an e, folded as
// the umlauts themselves would be: konigin for koenigin. In Mauer and neue, where u
// belongs to the vowel before, and in Quelle, ue is none.
func withoutUmlauts(word string) string {
	b := make([]byte, 0, len(word))
	for i := range len(word) {
		spelt := word[i] == 'e' && i > 0 && strings.IndexByte("aou", word[i-1]) >= 0
		if spelt && word[i-1] == 'u' && i > 1 && strings.IndexByte("aeq", word[i-2]) >= 0 {
			spelt = false
		}
		if !spelt {
			b = append(b, word[i])
		}
	}
	return string(b)
}

// separable are the German prefixes that part from their verbs.
var separable = func() map[string]bool {
	set := map[string]bool{}
	for prefix := range strings.FieldsSeq("ab an auf aus bei dar durch ein fest fort heim her heraus hervor hin los mit nach nieder statt teil um unter vor voran vorbei weg weiter wieder zu zuruck zusammen uber") {
		set[prefix] = true
	}
	return set
}()

// strongStems are the stems of German verbs that change their vowel, folded: of
// the infinitive, and then of the past forms.
var strongStems = func() map[string]string {
	stems := map[string]string{}
	for verb := range strings.FieldsSeq(`
		beginn:begann:begonn bieg:bog biet:bot:biete bind:band:bund bitt:bat:bet bleib:blieb brech:brach:broch:brich brenn:brannt
		bring:bracht denk:dacht empfehl:empfahl:empfohl:empfiehl ess:ass:gess:iss fahr:fuhr fall:fiel fang:fing find:fand:fund
		flieg:flog flieh:floh fliess:floss fress:frass frier:fror geb:gab:gib geh:ging:gang geling:gelang:gelung gelt:galt:golt:gilt
		geniess:genoss gewinn:gewann:gewonn giess:goss grab:grub greif:griff halt:hielt hang:hing heb:hob heiss:hiess helf:half:holf:hilf
		kenn:kannt komm:kam lad:lud lass:liess lauf:lief leid:litt leih:lieh les:las:lies lieg:lag:leg lug:log meid:mied mess:mass:miss
		nehm:nahm:nomm:nimm nenn:nannt pfeif:pfiff rat:riet reiss:riss reit:ritt renn:rannt riech:roch ruf:rief schaff:schuf
		scheid:schied schein:schien schieb:schob schiess:schoss schlaf:schlief schlag:schlug schliess:schloss schmelz:schmolz
		schneid:schnitt schreib:schrieb schrei:schrie schreit:schritt schweig:schwieg schwimm:schwamm:schwomm schwing:schwang:schwung
		schwor:schwur seh:sah:sieh send:sandt sing:sang:sung sink:sank:sunk sitz:sass:sess sprech:sprach:sproch:sprich
		spring:sprang:sprung steh:stand:stund stehl:stahl:stohl steig:stieg sterb:starb:storb:stirb streich:strich streit:stritt
		trag:trug treff:traf:troff:triff treib:trieb tret:trat:tritt trink:trank:trunk verderb:verdarb:verdorb vergess:vergass
		verlier:verlor verschwind:verschwand:verschwund verzeih:verzieh wachs:wuchs wasch:wusch weis:wies wend:wandt
		werb:warb:worb:wirb werf:warf:worf:wirf wieg:wog winn:wann:wonn wiss:wusst zieh:zog zwing:zwang:zwung`) {
		infinitive, past, _ := strings.Cut(verb, ":")
		for stem := range strings.SplitSeq(past, ":") {
			stems[stem] = infinitive
		}
	}
	return stems
}()

// strong yields the infinitive of a form of a German strong verb, with whatever
// stands before the stem: geschrieben, beschrieb and zugeschrieben.
func strong(word string, yield func(string) bool) {
	for _, end := range []string{"", "en", "ene", "enen", "ener", "enes", "e", "em", "er", "es", "t", "te", "ten"} {
		form, found := strings.CutSuffix(word, end)
		if !found {
			continue
		}
		for at := range max(0, len(form)-2) {
			stem := strongStems[form[at:]]
			if stem == "" {
				continue
			}
			prefix := form[:at]
			if trimmed := strings.TrimSuffix(prefix, "ge"); !yield(trimmed + stem + "en") {
				return
			}
			break // the longest stem
		}
	}
}
