/* date_words.h - what a date is written with beside digits, in many languages. Data alone. */
#pragma once

/* The days of the week and the months; case-folded, each between bars. Their beginnings are
 * abbreviations ("Tue", "sept."). */
static const char *const date_names[] = {
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|"
    "june|july|august|september|sept|october|november|december|thurs|",
    "|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|januari|februari|maart|mrt|mei|"
    "juni|juli|augustus|oktober|",
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|januar|jänner|februar|"
    "märz|mrz|mai|dezember|",
    "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|février|fevrier|mars|avril|juin|"
    "juillet|août|aout|septembre|octobre|novembre|décembre|decembre|",
    "|lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|enero|febrero|marzo|"
    "abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|",
    "|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|gennaio|febbraio|aprile|maggio|"
    "giugno|luglio|settembre|ottobre|dicembre|",
    "|segunda|terça|quarta|quinta|"
    "sexta|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|",
    "|dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge|gener|febrer|març|maig|juny|"
    "juliol|agost|setembre|desembre|",
    "|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|augusti|maj|",
    "|mandag|tirsdag|lørdag|søndag|marts|desember|",
    "|maanantai|maanantaina|tiistai|tiistaina|keskiviikko|keskiviikkona|torstai|torstaina|"
    "perjantai|perjantaina|lauantai|lauantaina|sunnuntai|sunnuntaina|tammikuuta|helmikuuta|"
    "maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta|"
    "marraskuuta|joulukuuta|ma|ti|ke|to|pe|la|su|",
    "|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|pon|śr|pt|sob|niedz|stycznia|"
    "lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|",
    "|pondělí|úterý|středa|čtvrtek|pátek|neděle|ledna|února|března|dubna|května|června|července|"
    "srpna|září|října|listopadu|prosince|",
    "|pondelok|utorok|streda|štvrtok|piatok|nedeľa|januára|februára|apríla|mája|júna|júla|augusta|"
    "septembra|októbra|novembra|decembra|",
    "|hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap|január|február|március|április|május|"
    "június|július|augusztus|szeptember|október|",
    "|luni|marți|miercuri|joi|vineri|sâmbătă|duminică|ianuarie|februarie|martie|aprilie|iunie|"
    "iulie|septembrie|octombrie|noiembrie|decembrie|",
    "|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar|ocak|şubat|mart|nisan|mayıs|haziran|"
    "temmuz|ağustos|eylül|ekim|kasım|aralık|",
    "|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс|января|"
    "февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|",
    "|понеділок|вівторок|середа|четвер|п|ятниця|субота|неділя|січня|лютого|березня|квітня|травня|"
    "червня|липня|серпня|вересня|жовтня|листопада|грудня|",
    "|понеделник|сряда|четвъртък|петък|събота|неделя|януари|февруари|март|април|май|юни|юли|"
    "август|септември|октомври|ноември|декември|",
    "|δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή|ιανουαρίου|φεβρουαρίου|μαρτίου|"
    "απριλίου|μαΐου|ιουνίου|ιουλίου|αυγούστου|σεπτεμβρίου|οκτωβρίου|νοεμβρίου|δεκεμβρίου|",
    "|ponedjeljak|ponedeljak|utorak|srijeda|sreda|četvrtak|petak|subota|nedjelja|nedelja|siječnja|"
    "veljače|ožujka|travnja|svibnja|lipnja|srpnja|kolovoza|rujna|listopada|studenoga|prosinca|",
    "|ponedeljek|torek|četrtek|petek|nedelja|januarja|februarja|aprila|junija|julija|avgusta|"
    "oktobra|",
    "|esmaspäev|teisipäev|kolmapäev|neljapäev|reede|laupäev|pühapäev|jaanuar|veebruar|märts|"
    "aprill|juuni|juuli|detsember|",
    "|pirmadienis|antradienis|trečiadienis|ketvirtadienis|penktadienis|šeštadienis|sekmadienis|"
    "sausio|vasario|kovo|balandžio|gegužės|birželio|liepos|rugpjūčio|rugsėjo|spalio|lapkričio|"
    "gruodžio|",
    "|pirmdiena|otrdiena|trešdiena|ceturtdiena|piektdiena|sestdiena|svētdiena|janvāris|februāris|"
    "aprīlis|maijs|jūnijs|jūlijs|augusts|septembris|oktobris|novembris|decembris|",
    "|senin|selasa|rabu|kamis|jumat|sabtu|minggu|maret|agustus|desember|",
    "|ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|"
    "ספטמבר|אוקטובר|נובמבר|דצמבר|",
    "|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد|يناير|فبراير|مارس|أبريل|مايو|"
    "يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|",
    "|星期一|星期二|星期三|星期四|星期五|星期六|星期日|星期天|周一|周二|周三|周四|周五|周六|周日|"
    "週一|週二|週三|週四|週五|週六|週日|月曜日|火曜日|水曜日|木曜日|金曜日|土曜日|日曜日|月曜|火曜|"
    "水曜|木曜|金曜|土曜|日曜|火|水|木|金|土|월요일|화요일|수요일|목요일|금요일|토요일|일요일|",
};

/* What stands beside them; whole words, case-folded, each between bars. */
static const char *const date_fillers =
    "|am|pm|a|p|m|feira|at|on|the|of|st|nd|rd|th|t|z|h|gmt|utc|cet|cest|wet|west|eet|eest|bst|ist|"
    "est|edt|"
    "cst|cdt|mst|mdt|pst|pdt|msk|jst|kst|mez|mesz|central|european|europe|eastern|western|pacific|"
    "mountain|greenwich|standard|daylight|summer|time|mean|coordinated|universal|"
    "um|uhr|den|der|om|uur|op|van|à|le|de|du|er|el|del|las|alle|ore|il|às|em|kl|klo|klokken|o|"
    "godz|r|v|ve|hod|hodin|i|la|ora|saat|в|г|у|р|о|ч|στις|στισ|πμ|μμ|u|pukul|בשעה|יום|ב|ص|م|"
    "年|月|日|时|時|點|点|分|秒|午前|午後|上午|下午|凌晨|早上|晚上|中午|년|월|일|시|분|초|오전|"
    "오후|";
