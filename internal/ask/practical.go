package ask

import (
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// practical is a question about the visit itself. It is answered from the
// museum's visit notes alone, whatever works share its words: "a que horas
// abre?" is not about a painting in which a door opens. A topic that no visit
// note speaks of is not covered.
type practical struct {
	asks   []string // how the words that ask it begin, folded and without marks; … stands for any words between
	speaks phrases  // words by which a visit note speaks of it
	words  string   // what visit notes call it, added to the search
	work   bool     // it may be about the work at hand, so it is not taken as this where there is one
}

// practicals are what visitors ask at every museum's desk.
var practicals = []practical{
	{ // hours
		words:  "horário aberto aberta fecha opening hours open close horario abierto ouverture horaires orari apertura Öffnungszeiten",
		speaks: listed(`horari*,abert*,abre*,fech*,encerr*,hours,open*,close*,closing,abiert*,cierra*,cerrad*,horaires,ouver*,ouvr*,ferm*,orari*,apert*,apre,aprono,chiu*,offnungs*,geoffnet,offnet,geschlossen,schliess*`),
		asks: []string{"a que horas … abre", "a que horas … fech", "a que horas … encerr", "ate que horas", "que horas abre", "que horas fecha", "horario", "quando abre", "quando e que abre", "quando fecha", "quando e que fecha", "museu esta aberto", "esta aberto ao", "esta aberto hoje", "estao abertos", "abrem ao", "abrem hoje", "abrem as segu", "fecham ao", "fecham hoje", "fecham as segu", "dias esta", "que dias abre",
			"opening hours", "opening times", "opening time", "closing time", "what time do you", "what time does … open", "what time does … close", "what time is … open", "what time is closing", "what time do … close", "what time do … open", "when do you open", "when do you close", "when does … museum open", "when does … museum close", "are you open", "is the museum open", "are you closed", "open on mon", "open on tue", "open on wed", "open on thu", "open on fri", "open on sat", "open on sun", "open on public", "open today", "open tomorrow", "open late", "how late",
			"a que hora abr", "a que hora cierr", "a que hora … abr", "a que hora … cierr", "hasta que hora", "esta abierto", "estan abiertos", "abierto los", "abren los", "cierran los", "cuando abr", "cuando cierr",
			"horaires", "quelle heure … ouv", "quelle heure … ferm", "ouvrez", "fermez", "ferme a quelle heure", "ouvre a quelle heure", "vous fermez", "vous ouvrez", "etes vous ouvert", "musee est ouvert", "musee est il ouvert", "ouvert le", "jusqu a quelle heure",
			"orari", "orario", "che ora apr", "che ora chiud", "a che ora … apr", "a che ora … chiu", "fino a che ora", "siete aperti", "e aperto il", "aperto oggi", "aperto domani", "aperti il", "aperti la", "quando aprite", "quando chiudete",
			"offnungszeit", "wann offn", "wann schlie", "wann macht", "wann machen sie", "machen sie … auf", "machen sie … zu", "wie lange … offen", "wie lange … geoffnet", "haben sie … geoffnet", "haben sie … offen", "museum offen", "heute geoffnet", "heute offen", "bis wann", "ist geoffnet", "montags geoffnet"},
	},
	{ // tickets
		words:  "bilhete bilhetes entrada gratuita preço ticket tickets admission free entrada precio billet tarif biglietto Eintritt",
		speaks: listed(`bilhet*,entrada,ingresso*,gratuit*,preco*,ticket*,admission,free,price*,billet*,tarif*,prix,gratis,biglietto*,bigliett*,eintritt*,kostenlos,preis*`),
		asks: []string{"bilhete", "quanto custa a entrada", "quanto custa entrar", "quanto custa visitar", "paga para entrar", "pagar para entrar", "paga se para entrar", "paga se entrada", "quanto se paga", "quanto e que se paga", "entrada e gratuita", "entrada gratuita", "e gratis", "e de graca", "precos", "preco do bilhete", "preco da entrada", "desconto para", "ha desconto", "tem desconto",
			"ticket", "admission", "entrance fee", "entry fee", "how much is it to", "how much to get in", "how much does it cost to get in", "how much does it cost to enter", "how much is entry", "how much is the entrance", "free to get in", "free entry", "free to enter", "is it free", "is entry free", "do i have to pay", "do you have to pay", "do we have to pay", "student discount", "is there a discount", "price of entry",
			"entrada gratis", "es gratis", "cuanto cuesta la entrada", "cuanto cuesta entrar", "cuanto vale la entrada", "hay que pagar", "pagar entrada", "pagar por entrar", "precio de la entrada", "billete", "hay descuento",
			"billet", "tarif", "combien coute l entree", "combien ca coute", "prix de l entree", "prix d entree", "c est gratuit", "est ce gratuit", "est ce que c est gratuit", "entree est elle gratuite", "entree gratuite", "faut il payer", "combien pour entrer", "combien l entree",
			"biglietto", "biglietti", "ingresso", "quanto si paga", "quanto costa entrare", "quanto costa l entrata", "e gratis", "e gratuito", "si paga per entrare", "bisogna pagare", "c e uno sconto",
			"eintritt", "was kostet es rein", "kostet das museum", "ticketpreis", "muss man bezahlen", "muss ich bezahlen", "ist es kostenlos", "ist es gratis", "gibt es ermassig"},
	},
	{ // how to come
		words:  "chegar morada address getting here directions llegar adresse arrivare Anfahrt",
		speaks: listed(`cheg*,morada,endereco,autocarro*,metro,estacao,address,getting,directions,bus,station,llegar,direccion,adresse,venir,acces,arrivare,indirizzo,anfahrt,adresse`),
		work:   true,
		asks: []string{"como chego", "como chegar", "como se chega", "como e que chego", "como e que se chega", "como vou para o museu", "morada do museu", "qual e a morada", "qual a morada", "onde fica o museu", "onde e o museu", "que autocarro", "que metro",
			"how do i get here", "how do we get here", "how to get here", "how do i get there", "how do we get there", "how to get there", "getting here", "how do i get to the museum", "how do you get to the museum", "where is the museum", "museum s address", "what is your address", "what s your address", "your address", "which bus", "nearest metro", "nearest station",
			"como llego", "como llegar", "como se llega", "donde esta el museo", "direccion del museo", "cual es la direccion",
			"comment venir", "comment y aller", "comment aller au musee", "comment arriver", "ou est le musee", "ou se trouve le musee", "adresse du musee", "quelle est l adresse", "quelle est votre adresse",
			"come arrivo", "come arrivare", "come si arriva", "come ci si arriva", "dov e il museo", "dove si trova il museo", "indirizzo del museo", "qual e l indirizzo",
			"anfahrt", "wie komme ich zum museum", "wie komme ich zu", "wie kommt man zum museum", "wo ist das museum", "adresse des museums", "wie ist die adresse"},
	},
	{ // access
		words:  "acessibilidade leitores ecrã accessibility wheelchair screen readers accesibilidad accessibilité accessibilità Barrierefreiheit",
		speaks: listed(`acessib*,acessiv*,cadeira*,elevador*,rampa*,accessib*,wheelchair*,lift,lifts,elevator*,step free,accesib*,silla*,ascensor*,accessib*,fauteuil*,ascenseur*,sedia,ascensore,rollstuhl*,barrierefrei*,aufzug`),
		asks: []string{"cadeira de rodas", "cadeiras de rodas", "acessibilidade", "acessivel", "elevador", "mobilidade reduzida", "sou cego", "sou cega", "sou surdo", "sou surda",
			"wheelchair", "accessib", "step free", "is there a lift", "is there an elevator", "where is the lift", "where is the elevator", "blind visitor", "deaf visitor", "i am blind", "i m blind", "i am deaf", "i m deaf",
			"silla de ruedas", "accesib", "movilidad reducida", "hay ascensor", "fauteuil roulant", "mobilite reduite", "y a t il un ascenseur", "handicap",
			"sedia a rotelle", "disabili", "c e un ascensore", "c e l ascensore", "rollstuhl", "barrierefrei", "gibt es einen aufzug", "gibt es einen fahrstuhl"},
	},
	{ // families
		words:  "famílias crianças families children niños enfants bambini Kinder",
		speaks: listed(`famil*,crianca*,children,kids,pushchair*,ninos,enfants,bambin*,kinder,kindern`),
		work:   true,
		asks: []string{"com criancas", "para criancas", "carrinho de bebe", "carrinhos de bebe", "for children", "with children", "with kids", "for kids", "good for kids", "child friendly", "pushchair", "stroller", "con ninos", "para ninos", "carrito de bebe", "cochecito",
			"avec des enfants", "avec les enfants", "pour les enfants", "poussette", "con bambini", "con i bambini", "per bambini", "per i bambini", "passeggino", "mit kindern", "fur kinder", "kinderwagen", "kinderfreundlich"},
	},
	{ // photographs
		words:  "fotografias fotografar flash photography photographs photos fotografías photographier fotografie fotografieren",
		speaks: listed(`foto*,photo*,flash`),
		asks: []string{"tirar fotografias", "tirar fotos", "tirar uma foto", "posso fotografar", "pode fotografar", "pode se fotografar", "e permitido fotografar", "posso filmar", "usar flash", "com flash", "take photo", "take a photo", "take picture", "take a picture", "taking pictures", "taking photos", "photograph inside", "photography allowed", "photos allowed", "pictures allowed", "use flash", "can i film",
			"hacer fotos", "sacar fotos", "tomar fotos", "hacer una foto", "sacar una foto", "puedo fotografiar", "prendre des photos", "prendre une photo", "prendre en photo", "photos sont autorisees", "photos autorisees", "peut on photographier", "peut on filmer",
			"fare foto", "fare una foto", "scattare foto", "fare delle foto", "posso fotografare", "si puo fotografare", "fotos machen", "foto machen", "fotografieren", "bilder machen", "darf man filmen"},
	},
	{ // toilets, cloakroom
		words:  "casas de banho bengaleiro toilets cloakroom aseos toilettes bagni Toiletten",
		speaks: listed(`casa de banho,casas de banho,lavabo*,sanitario*,bengaleiro,cacifo*,toilet*,cloakroom,lockers,aseo*,banos,guardarropa,consigna,vestiaire*,bagni,bagno,guardaroba,armadietti,garderobe,schliessfach*`),
		asks: []string{"casa de banho", "casas de banho", "lavabo", "wc", "sanitarios", "bengaleiro", "cacifo", "deixar a mochila", "deixar o casaco", "deixar a mala", "deixar as malas", "guardar a mochila", "guardar o casaco", "fraldario", "mudar a fralda",
			"toilet", "restroom", "bathroom", "washroom", "the loo", "a loo", "ladies room", "cloakroom", "coat check", "leave my coat", "leave my bag", "leave our bag", "leave our coat", "leave my backpack", "leave my luggage", "lockers", "baby changing", "change a nappy",
			"aseos", "el aseo", "donde estan los banos", "donde esta el bano", "hay bano", "donde estan los servicios", "guardarropa", "taquilla", "consigna", "dejar la mochila", "dejar el abrigo", "dejar la maleta",
			"toilettes", "ou est la toilette", "vestiaire", "casiers", "laisser mon manteau", "laisser mon sac", "laisser ma valise", "deposer mon sac", "consigne a bagage",
			"dov e il bagno", "dove e il bagno", "dove si trova il bagno", "c e un bagno", "dove sono i bagni", "ci sono dei bagni", "dov e la toilette", "servizi igienici", "guardaroba", "armadiett", "lasciare lo zaino", "lasciare la borsa", "lasciare il cappotto",
			"wo ist die toilette", "wo sind die toiletten", "garderobe", "schliessfach", "schliessfacher", "jacke abgeben", "rucksack abgeben", "tasche abgeben", "wickelraum", "wickeltisch"},
	},
	{ // café, shop
		words:  "café cafetaria loja cafe shop cafetería boutique caffè negozio Laden",
		speaks: listed(`cafe,cafetaria,restaurante,loja,shop,cafeteria,restaurant,tienda,boutique,caffe,bar,negozio,bookshop,laden,museumsshop`),
		asks: []string{"cafetaria", "ha cafe", "ha um cafe", "tem cafe", "beber um cafe", "tomar um cafe", "beber alguma coisa", "comer alguma coisa", "onde posso comer", "onde se pode comer", "onde e que se pode comer", "ha restaurante", "ha um restaurante", "tem restaurante", "restaurante do museu", "restaurante aqui", "loja do museu", "ha loja", "ha uma loja", "tem loja",
			"is there a cafe", "have a cafe", "where is the cafe", "where s the cafe", "coffee shop", "get a coffee", "have a coffee", "get something to eat", "something to drink", "where can i eat", "where can we eat", "restaurant in the museum", "is there a restaurant", "museum shop", "gift shop", "buy souvenirs", "buy a souvenir", "is there a shop",
			"hay cafeteria", "hay una cafeteria", "donde esta la cafeteria", "hay restaurante", "hay un restaurante", "donde puedo comer", "donde se puede comer", "tomar un cafe", "tomar algo", "tienda del museo", "hay tienda", "hay una tienda",
			"y a t il un cafe", "y a t il un restaurant", "ou peut on manger", "ou puis je manger", "boire un cafe", "boire quelque chose", "manger quelque chose", "boutique du musee", "y a t il une boutique", "acheter des souvenirs",
			"c e un bar", "c e un caffe", "c e un ristorante", "dove si mangia", "dove posso mangiare", "dove si puo mangiare", "prendere un caffe", "negozio del museo", "c e un negozio", "bookshop",
			"gibt es ein cafe", "gibt es ein restaurant", "kaffee trinken", "einen kaffee", "etwas essen", "etwas trinken", "wo kann man essen", "wo kann ich essen", "museumsshop", "museumscafe", "souvenirs kaufen", "gibt es einen shop", "gibt es einen laden"},
	},
	{ // how long, where to begin
		words:  "quanto tempo salas peças duas horas how long takes rooms two hours cuánto tiempo combien de temps quanto tempo Dauer",
		speaks: listed(`quanto tempo,hora,horas,minutos,hour,hours,minutes,tiempo,minutos,temps,heure*,minutes,ore,ora,minuti,stunde*,minuten,dauer*`),
		work:   true,
		asks: []string{"quanto tempo demora a visita", "quanto tempo dura a visita", "quanto tempo preciso", "quanto tempo e preciso", "quanto tempo leva a visita", "quanto tempo leva a ver", "quanto tempo para ver", "por onde comeco", "por onde comecar", "por onde devo comecar", "o que devo ver primeiro", "o que nao posso perder", "se so tiver", "so tenho uma hora", "so tenho meia hora",
			"how long does the visit", "how long does it take", "how long should", "how long do i need", "how long do we need", "how much time do", "where should i start", "where do i start", "where to start", "must see", "not to miss", "should i see first", "only have an hour", "only have half an hour",
			"cuanto tiempo dura", "cuanto tiempo se tarda", "cuanto se tarda", "cuanto dura la visita", "cuanto tiempo necesito", "por donde empiezo", "por donde empezar", "que no me puedo perder",
			"combien de temps dure", "combien de temps faut", "combien de temps pour", "combien de temps prevoir", "par ou commencer", "par ou je commence", "a ne pas manquer",
			"quanto tempo ci vuole", "quanto dura la visita", "quanto tempo serve", "quanto tempo ci si mette", "da dove comincio", "da dove cominciare", "da dove inizio", "da dove si comincia", "cosa non devo perdere", "cosa non perdere",
			"wie lange dauert", "wie lange braucht man", "wie lange brauche ich", "wie viel zeit", "wo fange ich an", "wo soll ich anfangen", "was sollte ich nicht verpassen", "was muss man gesehen"},
	},
	{ // wireless network
		words: "wifi internet", speaks: listed(`wifi,wi fi,internet,wlan,rede`),
		asks: []string{"wifi", "wi fi", "wlan", "wireless", "palavra passe da rede", "rede sem fios", "internet gratis", "internet gratuita", "free internet", "internet access", "acceso a internet", "acces internet", "internet gratuit"},
	},
	{ // parking
		words: "estacionamento parque parking aparcamiento parcheggio Parkplatz", speaks: listed(`estacion*,parque de,parking,car park,aparca*,stationn*,parchegg*,parkplatz,parkplatze,parkhaus,parken`),
		asks: []string{"estacionamento", "estacionar", "parque de estacionamento", "deixar o carro", "car park", "parking", "park my car", "park the car", "park our car", "where can i park", "where can we park", "where to park", "aparcamiento", "aparcar", "dejar el coche",
			"se garer", "me garer", "nous garer", "stationner", "stationnement", "parcheggi", "lasciare la macchina", "parkplatz", "parkplatze", "parkhaus", "wo kann ich parken", "wo kann man parken", "auto parken"},
	},
	{ // animals
		words: "animais cães animals dogs perros animaux chiens cani Hunde", speaks: listed(`animais,caes,cao,animals,dogs,pets,mascotas,perros,animaux,chiens,animali,cani,tiere,hunde`),
		work: true,
		asks: []string{"levar o meu cao", "levar o cao", "levar caes", "trazer o meu cao", "trazer o cao", "entrar com o cao", "entrar com caes", "com o meu cao", "animais de estimacao", "aceitam animais", "aceitam caes", "sao permitidos animais", "caes sao permitidos", "cao pode entrar",
			"bring my dog", "bring a dog", "bring our dog", "bring dogs", "my dog", "dogs allowed", "are dogs", "pets allowed", "are pets", "bring pets", "pet friendly", "dog friendly", "llevar a mi perro", "entrar con perro", "entrar con mi perro", "mi perro", "mascotas", "perros permitidos", "admiten perros", "se admiten perros",
			"mon chien", "les chiens sont", "chiens sont ils", "chiens acceptes", "chiens autorises", "animaux acceptes", "animaux de compagnie", "animaux sont", "il mio cane", "con il cane", "cani ammessi", "ammessi i cani", "cani sono ammessi", "portare il cane", "animali ammessi",
			"meinen hund", "mein hund", "sind hunde", "hunde erlaubt", "hund mitbringen", "hund mitnehmen", "haustiere"},
	},
	{ // guided tours
		words: "visitas guiadas guided tours visites guidées visite guidate Führungen", speaks: listed(`visita guiada,visitas guiadas,guided,audioguia*,audioguide*,audio guide*,visite guidee,visites guidees,visita guidata,visite guidate,fuhrung,fuhrungen`),
		asks: []string{"visita guiada", "visitas guiadas", "audioguia", "marcar uma visita", "marcar visita", "visitas de grupo", "guided tour", "guided visit", "audio guide", "audioguide", "book a tour", "group visit", "visite guidee", "visites guidees", "audioguide", "visite de groupe", "visita guidata", "visite guidate", "audioguida", "fuhrung buchen", "gibt es fuhrungen", "gibt es eine fuhrung", "fuhrungen"},
	},
}

// findPractical returns the practical question that asked is, or nil. A
// question that names a work is never one.
func findPractical(asked question) *practical {
	if named(asked) {
		return nil
	}
	said := " " + strings.Join(wordsOf(asked.text), " ")
	for i, p := range practicals {
		if p.work && asked.object != "" {
			continue
		}
		for _, phrase := range p.asks {
			if holdsInOrder(said, phrase) {
				return &practicals[i]
			}
		}
	}
	return nil
}

// holdsInOrder reports whether the parts of a phrase stand in what was said, each
// at the beginning of a word and behind the one before.
func holdsInOrder(said, phrase string) bool {
	for part := range strings.SplitSeq(phrase, " … ") {
		i := strings.Index(said, " "+part)
		if i < 0 {
			return false
		}
		said = said[i+1:]
	}
	return true
}

// spokenOf reports whether a passage of the visit notes speaks of the topic.
func (p *practical) spokenOf(h guide.Hit) bool {
	var words []string
	for _, w := range text.Words(h.Heading + "\n" + h.Text) {
		words = append(words, w.Text)
	}
	return h.Kind == guide.KindVisit && p.speaks.in(words)
}

// alike says of a sentence of the visit notes found how near it comes to the topic:
// it speaks of it, or stands under a heading that does.
func (p *practical) alike(hits []guide.Hit) func(sentence, lang string) float64 {
	return func(sentence, _ string) float64 {
		under := func(h guide.Hit) bool {
			return p.speaks.in(wordsOf(h.Heading)) && strings.Contains(h.Text, sentence)
		}
		if p.speaks.in(wordsOf(sentence)) || slices.ContainsFunc(hits, under) {
			return speaksEnough
		}
		return 0
	}
}

// speaksEnough lets a sentence that speaks of the topic be quoted, whatever words
// it was asked in, and leaves it to those words which of them comes first.
const speaksEnough = 0.6
