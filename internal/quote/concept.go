package quote

import "strings"

// concept is a thing that questions about works ask after and notes speak of in
// many words. It lets "Who painted it?" meet "obra do pintor…", within a language
// and across languages. Several may be set at once.
type concept uint16

const (
	making concept = 1 << iota
	ordering
	coming
	holding
	showing
	finding
	measuring
	birth
	death
	opening
	paying
	materials
	reasons
)

// conceptStems lists, per concept, the words of six languages, folded. A stem of
// four letters or fewer must be the whole word; a longer one is a beginning.
// "Encontra-se" is left out: it would be both holding and finding.
var conceptStems = map[concept]string{
	making: `fez fiz feito feita feitos feitas fazer fizeram pinto pinta pintu autor criou criada criado criador executo executa esculpi escultor desenhou desenhad
		projetou construi realiz lavrou oleiro ourives artista atribu oficina fabrica fabrico mestre comeca acabad acabou termin talhou
		made make maker paint creat author sculpt design built build artist attribut workshop wrought wove woven carve goldsmith begun began finish complet
		hizo hecho hecha pinto creo escul artifice fait faite peint peignit realis oeuvre fatto fatta dipin scolp fece creat autore
		malte gemal maler schuf gemacht gebaut geschaffen kunstler erschaff bildhauer`,
	ordering: `encomend mandou mandad ordered commission encarg commande committ auftrag bestell patron mecenas`,
	coming: `trouxe trazid traz veio vieram vem veem chegou chegar chegaram entrou adquir compra doou doada doado doacao doador ofert oferec legado legou deixou proven proced origem incorpor transfer recebe
		brought bring came come comes reach acquir bought purchas gave given donat gift bequea bequest left entered origin provenance transferred received arriv
		llego vino donad procede compro acheta vient venu arriv donne provien arriva donato acquist kam kommt stammt erwarb gekauft geschenk herkunft gelang`,
	holding: `museu pertenc guarda guardad conserv expost exposi galeria colecao
		museum belong keeps kept held houses displayed gallery collection hangs stands
		museo pertenec guarda musee appart conserve expose trouve appartien conservat gehort befindet sammlung aufbewahr`,
	showing: `represent mostra figura retrat veem ve ilustra cena tema simbol signific
		show depict portray scene subject meaning symbol stand represents figure
		muestra figura montre figure scene mostra raffigur rappresent zeigt darstell dargestell bedeut symbol`,
	finding: `descob encontrad encontraram achad achado aparece apareceu found discover unearth descubr hall decouv trouvee trouve scopert ritrov gefunden entdeck`,
	measuring: `mede medem medida altura largura comprimento dimens peso pesa metros centimetros tamanho alto profundidade diametro
		high height wide width tall long length metre meter centimet dimension weigh weight size depth diameter
		mide altura tamano mesure hauteur largeur misura altezza larghezza misst hoch hohe breit lange gross grosse gewicht`,
	birth: `nasceu nascido nascida nasc born birth nacio nacid ne nee naissa nato nata nacque geboren geburt`,
	death: `morreu morte morr faleceu died death dies muri murio murieron muerte mort mourut morto mori morta gestorb starb tod`,
	opening: `abre abrem aberto aberta horari encerr fecha fecham open opens close closes closed hours abierto cierra ouvre ouvert ferme horaire
		apre aperto chiude orari offnet geoffnet schliess geschloss offnungs`,
	paying: `bilhet custa preco pagar paga euros entrada gratui ticket price cost costs pay admission free euro entrada billete precio
		billet prix tarif payer entree bigliett prezzo ingresso kostet preis eintritt`,
	materials: `ouro prata bronze cobre latao ferro estanho marmor pedra calcar granito madeira carvalho nogueira castanho ebano marfim tartaruga osso couro
		papel pergaminho seda linho algodao veludo vidro cristal porcelana faianca barro terracota ceramica azulej esmalt oleo tempera aguarela
		guache carvao lapis tela tinta gesso laca talha dourad diamant esmerald rubis perolas
		gold silver copper brass iron marble stone limestone wood oak walnut ebony ivory tortoises bone leather paper parchment silk wool
		linen cotton velvet glass crystal porcelain faience clay ceramic tile tiles enamel oil watercolo gouache charcoal pencil canvas ink
		plaster lacquer emerald pearl wooden gilded
		oro plata hierro piedra madera roble marfil cuero lana vidrio lienzo argent marbre pierre bois chene ivoire cuir papier soie laine
		verre porcelaine huile toile email argento marmo pietra legno quercia avorio carta seta vetro olio smalto
		silber stein holz eiche elfenbein leder seide wolle glas porzellan leinwand ol`,
	reasons: `porque razao motivo causa reason because cause raison parce perche ragione grund weil`,
}

// stems and wholes are conceptStems turned round, for looking words up.
var stems, wholes = turnRound(conceptStems)

// longestWhole is the length up to which a stem must be the whole word; short
// beginnings such as "mad" or "ne" start too many other words.
const longestWhole = 4

func turnRound(table map[concept]string) (beginnings, whole map[string]concept) {
	beginnings, whole = map[string]concept{}, map[string]concept{}
	for c, list := range table {
		for _, stem := range strings.Fields(list) {
			if len(stem) <= longestWhole {
				whole[stem] |= c
			} else {
				beginnings[stem] |= c
			}
		}
	}
	return beginnings, whole
}

// conceptOf returns the concepts a folded word names, 0 for none.
func conceptOf(word string) concept {
	c := wholes[word]
	for n := longestWhole + 1; n <= len(word); n++ {
		c |= stems[word[:n]]
	}
	return c
}
