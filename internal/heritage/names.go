package heritage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/text"
)

// meaning is what a field is to Cicerone; most are simply facts to tell.
type meaning int

const (
	isFact meaning = iota
	isID
	isInventory
	isTitle
	isName // what kind of thing it is, "Cadeira": its title, when it has no other
	isMaker
	isDate
	isMaterial
	isHeldBy
	isRoom
	isOrder
	isHighlight
	isLang
	isAuthor
	isText
	isKind
	isAudience
	isEmbargo
	isInternal // of use to machines or to the staff alone: addresses, scans, shelves, insurance
)

// meanings lists the names that catalogues give their fields, folded, in the six
// languages. The Portuguese ones were read off the exports of fifteen
// collections; the others are those of the national catalogues (MatrizNet, CER.ES,
// Joconde, Catalogo generale dei beni culturali) and of large museums' open data.
var meanings = index(map[meaning][]string{
	isID: {"id", "identifier", "identificador"},
	isInventory: {"inventory", "inventory number", "inventory no", "accession number", "accession no", "object number",
		"inventario", "numero de inventario", "numero do inventario", "n.o de inventario", "no de inventario", "n.o inventario",
		"no inventario", "num inventario", "numero inventario", "numero de registro", "numero de registo", "n.o de registo", "no de registo",
		"numero d'inventaire", "n.o d'inventaire", "numero di inventario", "inventarnummer", "inventar nr", "inventarnr"},
	isTitle: {"title", "titulo", "titre", "titel", "titolo", "name", "nome", "nombre", "nom"},
	isName: {"denominacao", "designacao", "nome da exposicao", "object name", "denominacion", "objeto", "denomination", "denominazione",
		"oggetto", "objektbezeichnung", "objekt"},
	isMaker: {"maker", "creator", "artist", "artist/maker", "artist name", "artist display name", "autor", "autoria", "autor(es)", "artista",
		"auteur", "artiste", "autore", "kunstler", "urheber", "hersteller"},
	isDate: {"date", "object date", "date made", "data", "datacao", "data/epoca", "data de producao", "data de producao/datacao", "ano",
		"ano de producao", "data da imagem", "data da obra", "fecha", "datacion", "datation", "date de creation", "datazione", "datierung",
		"periodo", "periode", "epoca"},
	isMaterial: {"material", "materials", "medium", "technique", "materials and techniques", "materia", "materiais", "tecnica",
		"material/tecnica", "materia/tecnica", "materiais/tecnicas", "materia e tecnica", "material e tecnica", "materia/soporte", "materiales",
		"matiere", "materiaux", "materiaux et techniques", "materiali", "material/technik", "technik"},
	isHeldBy: {"held by", "museum", "museu", "museo", "musee", "repository", "institution", "instituicao", "institucion", "istituzione"},
	isRoom:   {"room", "gallery", "gallery number", "sala", "salle", "raum", "saal"},
	isOrder:  {"order", "ordem"}, isHighlight: {"highlight", "destaque"},
	isLang: {"lang", "language", "lingua", "idioma", "langue", "sprache"}, isAuthor: {"author"},
	isText: {"text", "texto", "description", "descricao", "descripcion", "descrizione", "beschreibung", "note", "nota", "notes", "notas", "testo", "texte"},
	isKind: {"kind", "type", "tipo", "art"}, isAudience: {"audience"}, isEmbargo: {"embargo"},
	isInternal: {"url", "uri", "link", "link do item", "permalink", "document", "condicoes de reproducao",
		"codigo thesaurus", "codigo da imagem", "qualidade da imagem", "tipo de captura", "resolucao em dpi", "prioridade",
		"condicoes de seguranca", "armario/estante/mapoteca", "prateleira/gaveta", "storage", "storage location", "shelf", "signatura topografica",
		"valor", "valor do seguro", "valor de seguro", "seguro", "avaliacao", "insurance value", "insurance", "valuation", "versicherungswert",
		"valeur d'assurance", "valore assicurativo"},
})

func index(names map[meaning][]string) map[string]meaning {
	out := map[string]meaning{}
	for m, list := range names {
		for _, name := range list {
			out[name] = m
		}
	}
	return out
}

// meaningOf looks a name up without regard to case, accents, and how its words
// are joined and ended: "Accession_No." is "accession no".
func meaningOf(name string) meaning { return meanings[folded(name)] }

var joints = strings.NewReplacer("_", " ", "-", " ", "’", "'", " / ", "/")

func folded(name string) string {
	return strings.TrimRight(text.OneLine(joints.Replace(text.Fold(name))), ".: ")
}

// formatNames are the names that data formats use whatever the language of the
// record. In a note they are replaced by the words below.
var formatNames = wordSet("maker creator artist date material medium held_by museum kind type")

var words = map[string]map[meaning]string{
	"pt": {isMaker: "Autor", isDate: "Data", isMaterial: "Material", isHeldBy: "Museu", isKind: "Tipo"},
	"en": {isMaker: "Maker", isDate: "Date", isMaterial: "Material", isHeldBy: "Museum", isKind: "Type"},
	"es": {isMaker: "Autor", isDate: "Fecha", isMaterial: "Material", isHeldBy: "Museo", isKind: "Tipo"},
	"fr": {isMaker: "Auteur", isDate: "Date", isMaterial: "Matière", isHeldBy: "Musée", isKind: "Type"},
	"it": {isMaker: "Autore", isDate: "Data", isMaterial: "Materia", isHeldBy: "Museo", isKind: "Tipo"},
	"de": {isMaker: "Künstler", isDate: "Datierung", isMaterial: "Material", isHeldBy: "Museum", isKind: "Art"},
}

// spoken is how a fact is introduced: "Maker" for "creator", "Local de produção"
// for "local_de_produção:". It begins with a capital, by which text.Sentences
// knows a line "Name: value".
func spoken(name, lang string) string {
	if word := words[lang][meaningOf(name)]; word != "" && formatNames[name] {
		return word
	}
	name = strings.TrimRight(text.OneLine(strings.ReplaceAll(name, "_", " ")), ": ")
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + name[size:]
}
