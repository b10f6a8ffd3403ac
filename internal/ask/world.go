package ask

// worldly are words by which people ask of the world at large: who governs a
// country, what its capital is, how many people live there, what is the highest of
// all. The words of many notes come near to them without answering.
var worldly = listed(`
	quem e o presidente,quem e a presidente,quem e o primeiro ministro,quem e a primeira ministra,quem e o rei de,quem e a rainha de,quem e o papa,como se chama o presidente,como se chama o primeiro ministro,como se chama o rei de,quem governa,capital de,capital do,capital da,quantos habitantes,quantas pessoas vivem,populacao de,populacao do,populacao da,
	alto do mundo,alta do mundo,longo do mundo,comprido do mundo,maior do mundo,rico do mundo,rica do mundo,rapido do mundo,
	who is the president,who is president,who is the prime minister,who s the president,who s the prime minister,who is the king of,who is the queen of,who is the pope,who is the mayor,what is the name of the president,what is the name of the king of,capital of,how many people live in,population of,inhabitants,
	highest in the world,longest in the world,tallest in the world,biggest in the world,highest mountain,longest river,richest man,
	quien es el presidente,quien es la presidenta,quien es el primer ministro,quien es el rey de,quien es la reina de,quien es el papa,quien es el alcalde,como se llama el presidente,como se llama el rey de,quien gobierna,cuantos habitantes,cuanta gente vive,poblacion de,
	alto del mundo,alta del mundo,largo del mundo,grande del mundo,rico del mundo,rapido del mundo,
	qui est le president,qui est la presidente,qui est le premier ministre,qui est le roi de,qui est la reine de,qui est le pape,qui est le maire,comment s appelle le president,comment s appelle le roi de,qui gouverne,capitale de,capitale du,capitale des,combien d habitants,population de,
	haut du monde,haute du monde,long du monde,grand du monde,riche du monde,rapide du monde,
	chi e il presidente,chi e la presidente,chi e il primo ministro,chi e il re di,chi e la regina di,chi e il papa,chi e il sindaco,come si chiama il presidente,come si chiama il re di,chi governa,capitale di,capitale del,capitale della,capitale dell,quanti abitanti,popolazione di,
	alto del mondo,alta del mondo,lungo del mondo,grande del mondo,ricco del mondo,veloce del mondo,
	wer ist prasident,wer ist der prasident,wer ist bundeskanzler*,wer ist der bundeskanzler,wer ist die bundeskanzlerin,wer ist der konig von,wer ist die konigin von,wer ist papst,wer ist der papst,wer ist burgermeister*,wer ist der burgermeister,wie heisst der prasident,wie heisst der bundeskanzler,wie heisst der konig von,wer regiert,hauptstadt von,hauptstadt der,hauptstadt des,wie viele einwohner,
	hochste berg der welt,hochste gebaude der welt,langste fluss der welt,grosste der welt,reichste mann`)

// worldlyWords is the share of what the words of a worldly question could score that
// a passage must reach: it says all of them in one stretch.
const worldlyWords = 0.65

// asksOfTheWorld reports whether a question is about the world at large.
func asksOfTheWorld(asked question) bool { return worldly.in(wordsOf(asked.text)) }
