//! Whose words a token is, on sentences invented for the purpose. In an expected text `[ ]`
//! encloses the words of others.

use nabra::text::voice::{Frame, Voice};
use nabra::text::{Lexis, Reading};

use crate::support;

fn read(title: &str, text: &str) -> Reading {
    let mut reading = Reading::default();
    reading.read(support::language(), &mut Lexis::default(), title, text);
    reading
}

/// Reads `marked` without its brackets and checks that the bracketed words, and no others, are
/// tagged as another's.
#[track_caller]
fn check(marked: &str) {
    check_with_title("", marked);
}

#[track_caller]
fn check_with_title(title: &str, marked: &str) {
    let text: String = marked.chars().filter(|c| !matches!(c, '[' | ']')).collect();
    let reading = read(title, &text);
    let mut seen = String::new();
    let mut expected = String::new();
    let mut inside = false;
    let mut rest = marked;
    for i in reading.tokens.title_tokens()..reading.tokens.len() {
        let token = reading.tokens.token(i);
        let written = &text[token.start as usize..token.end as usize];
        let at = rest.find(written).expect("the token stands in the marked text");
        for c in rest[..at].chars() {
            inside = match c {
                '[' => true,
                ']' => false,
                _ => inside,
            };
        }
        rest = &rest[at + written.len()..];
        if reading.tokens.is_word(i) {
            let mark = |others| if others { format!("[{written}] ") } else { format!("{written} ") };
            expected += &mark(inside);
            seen += &mark(reading.voices[i].voice.is_others());
        }
    }
    assert_eq!(seen, expected);
}

/// The scare-quoted words of `text`.
fn scare(text: &str) -> Vec<&str> {
    let reading = read("", text);
    let words = (0..reading.tokens.len()).filter(|&i| reading.tokens.is_word(i) && reading.voices[i].scare);
    words
        .map(|i| &text[reading.tokens.token(i).start as usize..reading.tokens.token(i).end as usize])
        .collect()
}

#[test]
fn a_complement_clause_is_the_speakers() {
    check("أكد الوزير [أن المدينة آمنة تماما]. وعاد الهدوء إلى الشوارع.");
    check("وقال رئيس البلدية في مؤتمر صحفي عقده مساء أمس وسط المدينة [إن الأضرار كبيرة].");
    check("وأضاف [أنه لن يغادر القرية].");
    check(". واضاف [انه لن يغادر القرية].");
    check("يؤكد سكان الحي [بأن القصف لم يتوقف].");
}

#[test]
fn participles_hand_over_what_follows() {
    check("غادر القائد القاعة زاعماً [أن خصومه خونة].");
    check("وصل الوفد إلى القصر، مشيرا إلى [أن الزيارة قصيرة].");
    check("اختتم كلمته محذرا من [مؤامرة كبيرة].");
    check("حضر الجلسة قائلا: [لن نستسلم أبدا].");
}

#[test]
fn participles_as_nouns_hand_over_nothing() {
    check("أوقفت الشرطة أحد المتهمين قرب الميدان.");
    check("خرجت مسيرة مطالبة الناس تملأ الشوارع.");
}

#[test]
fn a_frame_within_a_clause_stays_in_the_own_voice() {
    check("قال الناطق [إن الطريق مغلقة]، وأضاف [أن الجسر مهدم]، مؤكدا [أن الإصلاح قريب].");
}

#[test]
fn a_clause_ends_where_the_own_voice_resumes() {
    check("قالت الشركة [إن العمل توقف]، ويقع المصنع خارج المدينة.");
    check("ذكر التاجر [أن السوق خالية]، يذكر أن الحوانيت كثيرة.");
}

#[test]
fn a_clause_goes_on_behind_a_link_unless_somebody_speaks_there() {
    check("قالت الشركة [إن العمل توقف، كما تعطلت الآلات كلها].");
    check("قالت الشركة [إن العمل توقف]، كما أكدت النقابة [أن الآلات تعطلت].");
    check("قالت الشركة [إن العمل توقف]، فيما نفى العمال [أن تكون الآلات تعطلت].");
}

#[test]
fn an_attribution_may_stand_at_the_start_the_middle_and_the_end() {
    check("وبحسب مصادر طبية، [قتل ثلاثة رجال في الغارة].");
    check("[قتل ثلاثة رجال]، بحسب مصادر طبية، [في غارة على القرية].");
    check("[قتل ثلاثة رجال في الغارة]، بحسب مصادر طبية.");
    check("[احترقت مخازن الحبوب كلها]، نقلاً عن وكالة محلية.");
    check("وفقا للناطق [فإن المحصول تلف].");
}

#[test]
fn what_accords_with_a_law_has_no_speaker() {
    check("جرت الانتخابات وفقا للقانون في كل المدن.");
}

#[test]
fn on_the_limit_of_his_words_attributes_the_clause_before() {
    check("[خانوا دماء الناس]، على حد تعبيره.");
    check("وصل النهر إلى حد الفيضان.");
    check("قال الناظر [إن الطلاب كسالى]، على حد تعبيره، [وإن المدرسة فارغة].");
}

#[test]
fn a_remark_of_the_article_is_its_own() {
    check("يذكر أن القرية بنيت قبل قرن.");
    check("ويشار إلى أن الجسر قديم.");
    check("وأضاف [أنها قرية قديمة]، يذكر أن الجسر مهدم.");
}

#[test]
fn a_fact_is_no_speaker() {
    check("توقف النهر عن الجريان، ما يؤكد أن السد انهار.");
    check("وتشير الدلائل إلى أن السد انهار.");
    check("جاء ذلك مع ما أعلنه الناطق [أن السد انهار].");
}

#[test]
fn the_papers_own_correspondent_speaks_for_the_paper() {
    check("وأفاد مراسل الجريدة بأن السد انهار.");
    check("وقالت مراسلتنا إن السد انهار.");
    check("وقال الناطق [إن السد انهار].");
}

#[test]
fn when_and_where_he_said_so_is_no_part_of_what_he_said() {
    check("أكد الشيخ [أن السد انهار]، وذلك في كلمة ألقاها أمس.");
}

#[test]
fn an_organisation_is_no_deed() {
    check("تبنى الهجوم الذي وقع أمس تنظيم النسور في بيان.");
}

#[test]
fn a_clause_ends_where_a_quotation_is_announced() {
    check("أوضح الشيخ [أن السد انهار]، وقال في ختام كلمته «[سنبنيه من جديد معا]».");
}

#[test]
fn a_participle_that_says_how_he_added_opens_the_clause() {
    check("وأضاف الشيخ قائلا: [انهار السد، والقرية بلا ماء].");
}

#[test]
fn a_clause_ends_with_its_brackets() {
    check("عاد الرجل (قال [إن أهله رحلوا]) إلى القرية القديمة.");
}

#[test]
fn what_is_demanded_or_blamed_is_the_speakers() {
    check("اتهم رئيس النقابة الإدارة [بسرقة أجور العمال].");
    check("وطالب المتظاهرون [بإسقاط الحكومة الفاسدة].");
    check("دعا الحزب أنصاره إلى [مقاومة الغزاة].");
    check("أعلن المجلس عن [إغلاق السوق القديمة].");
    check("أفادت مصادر طبية [بمقتل راع في الوادي].");
    check("جلس طالب بمدرسة القرية أمام الباب.");
}

#[test]
fn a_deed_that_somebody_tells_of_or_wants_is_in_his_words() {
    check("أعلنت شرطة المدينة في بيان [اعتقال سارق الأغنام].");
    check("استنكر مجلس القرية أمس [إغلاق المدرسة الوحيدة].");
    check("أكد المدير [رفضه بيع المصنع].");
    check("المجلس يرفض هدم السوق القديمة");
    check("دعا الحزب أنصاره [للتظاهر أمام المصنع].");
    check("أكد مدير مكافحة الحرائق [أن الغابة آمنة].");
}

#[test]
fn a_deed_behind_a_preposition_is_no_object() {
    check("طلب القائد خلال حضوره الحفل كأس ماء.");
    check("رفض الحارس بعد إغلاق الباب كل هدية.");
}

#[test]
fn a_participle_hands_over_what_its_preposition_governs() {
    check("غادر الوفد القاعة، داعيا أهالي القرى كلها إلى [مغادرة الوادي].");
    check("وقف أمام الباب، مطالبا مدير المصنع [بأجور العمال].");
}

#[test]
fn his_name_for_a_thing_is_his() {
    check("انتقد المدير ما أسماه [المؤامرة الكبرى على المصنع] أمام الحاضرين.");
    check("ورفض الناظر ما وصفه [بـ«العدوان السافر الغاشم المستمر»] على المدرسة.");
    check("اقتحموا البيت بحجة [البحث عن سلاح]، ثم انصرفوا.");
    check("ظهر ما يسمى مجلس الحكماء في القرية.");
}

#[test]
fn a_headlines_speaker_and_a_headlines_place() {
    check("مدير المصنع: [العمال أضاعوا كل شيء]");
    check("اليمن: العمال أضاعوا كل شيء");
    check("الدكتور ناصر يكتب: العمال أضاعوا كل شيء");
    check("24 تشرين الأول: انهار سد في الشمال");
    check("عاجل: انهيار سد في الشمال");
    check("بدأت المباراة عند 10:30 في الملعب البلدي الكبير");
    check("سافر ثلاثة وهم: سالم وناصر وبدر");
}

#[test]
fn what_begins_with_a_preposition_or_a_number_of_a_list_is_no_speaker() {
    check_with_title(
        "عودة المطر",
        "بعد أسبوع من المطر: غرقت القرية. ثانيا: لم يصمد السد. عام 1950: بني السد.",
    );
}

#[test]
fn below_the_headline_only_who_has_an_office_or_stands_in_marks_speaks_before_a_colon() {
    let office = "غرقت القرية. مدير السد: [لم يصمد أحد]. عاد الناس.";
    check_with_title("عودة المطر", office);
    check_with_title("عودة المطر", "غرقت القرية. «الرابطة»: [لم يصمد أحد]. عاد الناس.");
    check_with_title("عودة المطر", "غرقت القرية. كلمة السر الوحيدة هنا: بناء السد. عاد الناس.");
}

#[test]
fn how_and_where_somebody_demands_is_not_what_he_demands() {
    check("طالب سكان القرية بصورة عاجلة [بترميم السد].");
    check("وقف المدير، مؤكدا خلال لقائه بمقر الشركة [أن السد آمن].");
}

#[test]
fn the_accused_of_a_number_accuse_nobody() {
    check("أحالت النيابة 15 متهما بسرقة القمح إلى المحاكمة.");
    check("غادر المدير القاعة، متهما العمال [بسرقة القمح].");
}

#[test]
fn a_verb_of_speech_may_have_its_object_written_onto_it() {
    check("رفض الأهالي استقبال المدير، ويصفونه [بسارق القمح].");
}

#[test]
fn a_demand_stands_at_the_front_or_behind_a_link_and_a_student_elsewhere() {
    check("طالب العمال [بأجورهم كلها].");
    check("عاد الناس، كما طالب العمال [بأجورهم كلها].");
    check("عاد إلى القرية طالب من المدينة بقطار الصباح.");
    check("أثنى شيخ القرية على [صبر العمال].");
    check("عاد العمال، وأثنى الشيخ على [صبرهم].");
    check("عاد اثني عشر عاملا على ظهور البغال.");
}

#[test]
fn titles_are_read_by_themselves() {
    let reading = read("«انتهى كل شيء الآن هنا", "عاد الناس إلى بيوتهم» اليوم");
    let (title, text) = reading.voices.split_at(reading.tokens.title_tokens());
    assert!(title.iter().all(|tag| tag.voice == Voice::Own));
    assert_eq!(text[0].voice, Voice::Quoted);
    assert_eq!(text.last().map(|tag| tag.voice), Some(Voice::Own));
}

#[test]
fn quotations_of_every_mark() {
    for (open, close) in
        [("«", "»"), ("“", "”"), ("„", "”"), ("”", "”"), ("\"", "\""), ("„", "“"), ("&quot;", "&quot;")]
    {
        let text = format!("هتف الناس {open}يسقط المحتل وأعوانه معا{close} ثم مضوا");
        let reading = read("", &text);
        let quoted: Vec<&str> = (0..reading.tokens.len())
            .filter(|&i| reading.tokens.is_word(i) && reading.voices[i].voice == Voice::Quoted)
            .map(|i| reading.tokens.key(i))
            .collect();
        assert_eq!(quoted, ["يسقط", "المحتل", "واعوانه", "معا"], "{text}");
    }
}

#[test]
fn nested_quotations() {
    check("صاح الشيخ «[قالوا لنا \"اتركوا أرضكم كلها لنا\" فبقينا هنا]» ومضى");
    check("صاح الشيخ \"[قالوا لنا «اتركوا أرضكم كلها لنا» فبقينا هنا]\" ومضى");
    check("صاح الشيخ «[قالوا لنا «اتركوا أرضكم كلها لنا» فبقينا هنا]» ومضى");
}

#[test]
fn marks_glued_to_words() {
    check("قال الراعي:\"[ماتت الأغنام كلها أمس]\"ثم بكى");
    check("انضم إلى الحزب لـ\"إنقاذ البلاد\" من الفقر والجوع القديم");
    check("كتب على الجدار \"[لن ننسى دماء شهدائنا]\"، وانصرف");
}

#[test]
fn a_quotation_may_run_over_paragraphs() {
    check("قال الشيخ: «[هذه أرضنا كلها\nولن نتركها لأحد]» ثم مضى");
}

#[test]
fn a_mark_left_open_ends_with_its_paragraph_or_counts_for_nothing() {
    check("قال الشيخ: «[هذه أرضنا كلها\n]عاد الناس إلى بيوتهم");
    check("زار الوفد «قرية في أعلى الجبل\nعاد الناس إلى بيوتهم");
    check("زار الوفد \"قرية في أعلى الجبل\nعاد الناس إلى بيوتهم");
}

#[test]
fn a_quotation_that_began_before_the_excerpt() {
    check("[هذه أرضنا ولن نتركها]\"، مضيفا [أن \"الناس هنا باقون أبدا]\". وعاد إلى بيته");
    check("[هذه أرضنا ولن نتركها]». وعاد إلى بيته");
}

#[test]
fn a_quotation_ends_the_search_for_a_clause() {
    check("قال الشيخ «[هذه أرضنا ولن نتركها]» وعاد إلى بيته ليعلم أن الجسر تهدم");
}

#[test]
fn marks_round_a_speakers_name_are_no_quotation() {
    check("أعلنت \"كتائب النسور في الجبل الأخضر\" [أن السد انهار].");
    check("أعلنت \"[نسور الجبل لن ترحل أبدا]\" ثم مضت.");
}

#[test]
fn marks_round_one_to_three_words_are_scare_quotes() {
    assert_eq!(scare("دخلت \"قوات التحرير\" المدينة"), ["قوات", "التحرير"]);
    assert_eq!(scare("دخلت قوات «التحرير» المدينة"), ["التحرير"]);
    assert_eq!(scare("هتفوا «يسقط حكم اللصوص هنا» ومضوا"), [""; 0]);
    check("دخلت \"قوات التحرير\" المدينة");
}

#[test]
fn a_short_quotation_behind_a_colon_is_speech() {
    check("صاح القائد: «[إلى الأمام]» ثم مشى");
}

#[test]
fn a_sentence_that_begins_with_and_that_goes_on() {
    check("قال الناطق [إن الطريق مغلقة]. [وأن الجسر مهدم]. وعاد الناس.");
}

#[test]
fn speech_without_a_word_to_open_it() {
    check("وأضاف المدير، خلال حفل الافتتاح، [المصنع ملك للعمال].");
}

#[test]
fn a_title_may_speak_in_two_sentences() {
    let reading = read("مدير المصنع: لن نغلق.. والعمال باقون", "");
    let spoken = reading.voices.iter().filter(|tag| tag.voice.is_others()).count();
    assert_eq!(spoken, reading.tokens.len() - 3);
}

#[test]
fn a_post_is_its_speakers_to_the_end() {
    check("🔴 رئيس رابطة الرعاة الشيخ سالم: [المرعى جاف منذ عام. الأغنام تموت كل يوم. لا أحد يسمع]");
    check("رسالة من كبير حراس الغابة إلى كل أهالي القرى المجاورة للنهر القديم: [النار قريبة. اتركوا البيوت]");
    check_with_title("حريق في الغابة", "رئيس الحراس: [النار قريبة]. وصلت فرق الإطفاء ليلا.");
}

#[test]
fn an_article_under_a_headline_with_a_colon_is_its_own() {
    check("أسبوع من المطر: [هكذا غرقت القرية]\nوصلت فرق الإنقاذ ليلا. غادر الناس البيوت.");
    check("رئيس رابطة الرعاة:\n[المرعى جاف منذ عام].\n[الأغنام تموت كل يوم]");
    let long = "غادر الناس البيوت. ".repeat(100);
    check(&format!("مدير المصنع: [لن نغلق]. {long}"));
}

#[test]
fn a_post_that_says_we_and_names_no_speaker_is_its_authors_own() {
    check("وصلتنا الأخبار مساء أمس. نؤكد وقوفنا مع المزارعين. المحصول تلف كله");
    check("احترق المحصول كله. نطالب بتعويض عادل. وصلت فرق الإطفاء.");
    check_with_title("رأي في الحصاد", "وصلتنا الأخبار مساء أمس. وقفنا مع المزارعين. المحصول تلف كله");
}

#[test]
fn what_stands_before_and_he_added_was_said_as_well() {
    check("[والسد قديم ولم يرممه أحد]. وأضاف المهندس [أن النهر مرتفع].");
    check("أقام المهندس معرضا للسدود. وأضاف [أن النهر مرتفع].");
    check("السد قديم ولم يرممه أحد. وقال المهندس [إن النهر مرتفع].");
}

#[test]
fn an_excerpt_of_a_speech_that_its_title_names() {
    let said = "[أرضنا عطشى وبيوتنا خالية]. غادر الناس القرية.";
    check_with_title("رئيس القرية: لن نرحل", said);
    check_with_title("حديث القرية", &said.replace(['[', ']'], ""));
    check_with_title("رئيس القرية: لن نرحل", "[نحن عطشى ولدينا أرض بلا ماء]. غادر الناس.");
    check_with_title("رئيس القرية: لن نرحل", "وصل الراعي متزامنا مع القطار وغادر مطمئنا. غادر الناس.");
    check_with_title("رئيس القرية: لن نرحل", "[أن الآبار جفت كلها]، مؤكدا [أن الناس عطشى].");
}

#[test]
fn speech_behind_a_colon_runs_on_to_the_end_of_its_paragraph() {
    check("وقال الحارس: [النار قريبة. البيوت خالية].\nوصلت فرق الإطفاء ليلا.");
    check("وقال الحارس: [النار قريبة. البيوت خالية]. وكانت الغابة احترقت قبل عام.");
    check("وقال الحارس: [النار قريبة]. وأكد المدير [أن الفرق وصلت].");
    check("وقال الحارس: [النار قريبة]. ونقلت الوكالة نداء الحارس.");
}

#[test]
fn a_translated_piece_is_its_papers() {
    check_with_title("\"هآرتس\": السد لن يصمد", "[بني السد قبل قرن. ولم يرممه أحد]");
    check_with_title("\"هآرتس\": السد لن يصمد", "زار مراسل هآرتس السد أمس. ولم يجد أحدا هناك");
    check_with_title("\"البلدية\": السد لن يصمد", "بني السد قبل قرن. ولم يرممه أحد");
}

#[test]
fn an_interview_is_questions_and_answers() {
    check("■ متى بدأت العمل هنا؟ - [بدأت قبل عام. كان المصنع خاليا]. ■ ومن معك؟ - [أخي وابنه].");
    check("< متى بدأ العمل؟ ــ [قبل عام واحد. كان المصنع خاليا]");
    check("■ من هنا؟ - [لا أحد. الكل رحل].\nعاد الهدوء إلى القرية.");
    check("هل عاد أحد؟ عاد الجميع إلى القرية.");
}

#[test]
fn a_headline_speaks_on_behind_a_name_in_quotation_marks() {
    let reading = read("الناطق: «الرابطة» عصابة من اللصوص", "");
    let own: Vec<usize> = (0..reading.tokens.len())
        .filter(|&i| reading.tokens.is_word(i) && !reading.voices[i].voice.is_others())
        .collect();
    assert_eq!(own, [0]);
}

#[test]
fn a_headline_goes_on_in_the_papers_words_behind_a_preposition() {
    let reading = read("الناطق: «نصر عظيم» بعد هروب العصابة", "");
    let own: Vec<&str> = (0..reading.tokens.len())
        .filter(|&i| reading.tokens.is_word(i) && !reading.voices[i].voice.is_others())
        .map(|i| reading.tokens.key(i))
        .collect();
    assert_eq!(own, ["الناطق", "بعد", "هروب", "العصابه"]);
}

#[test]
fn a_name_in_marks_behind_a_noun_of_speech_is_no_quotation() {
    check("وجاء في بيان «الرابطة» [أن الحرب انتهت]");
}

#[test]
fn a_verb_behind_fa_opens_a_clause_and_what_fa_concludes_is_none() {
    check("أما الكاتبة فرأت [أن الحرب انتهت]");
    check("إذا زاد الأمر عن حده فإن العاقبة وخيمة");
}

#[test]
fn a_place_at_the_end_of_a_speakers_name_is_no_dateline() {
    check("أكد سالم رئيس اتحاد طلاب مصر: [حسمنا النتائج في دمنهور]");
    check("كتبت سارة أحمد - القاهرة: شنت العصابة هجوما على القرية");
}

#[test]
fn what_is_denied_is_anothers() {
    check("ونفى ما تردد عن [أن المدينة محاصرة]");
}

#[test]
fn a_participle_that_governs_a_preposition_opens_nothing_without_it() {
    check("بدا لافتا التخطيط المحكم للهجوم");
}

/// The frame of each word of `text`, by the word.
fn frames(title: &str, text: &str) -> Vec<(String, Frame)> {
    let reading = read(title, text);
    let words = (reading.tokens.title_tokens()..reading.tokens.len()).filter(|&i| reading.tokens.is_word(i));
    words.map(|i| (reading.tokens.key(i).to_owned(), reading.voices[i].frame)).collect()
}

#[track_caller]
fn framed(title: &str, text: &str, word: &str, frame: Frame) {
    let frames = frames(title, text);
    let found = frames.iter().find(|(key, _)| key == word).map(|&(_, frame)| frame);
    assert_eq!(found, Some(frame), "{frames:?}");
}

#[test]
fn what_hands_words_over_is_known() {
    framed("", "قال الوزير إن العصابة هربت", "هربت", Frame::Clause);
    framed("", "قال الوزير: العصابة هربت", "هربت", Frame::Colon);
    framed("", "أعلن الجيش مقتل القائد في المدينة", "القاءد", Frame::Deed);
    framed("", "دعا الوزير إلى سحق العصابة", "سحق", Frame::Object);
    framed("", "هربت العصابة من المدينة، بحسب الوكالة", "هربت", Frame::Attribution);
    framed("", "كتب يقول «هربت العصابة من المدينة»", "هربت", Frame::Quotation);
    framed("الوزير: هربت العصابة", "نص", "نص", Frame::Titled);
}

#[test]
fn what_stands_round_the_own_voice_is_known() {
    framed("", "هربت العصابة أمس", "هربت", Frame::Plain);
    framed("", "قال الوزير إن العصابة هربت. وصل الجيش أمس.", "وصل", Frame::Following);
    framed("", "هربت العصابة أمس ونحن فرحون", "هربت", Frame::We);
    framed("", "صاح «هيا بنا إلى المدينة الآن» ثم مشى", "مشي", Frame::Trailing);
}

#[test]
fn a_frame_has_the_voice_of_its_words() {
    let text =
        "قال الوزير إن العصابة هربت، وأضاف: «سنعود غدا إلى المدينة كلها». ونفت الحركة ذلك، بحسب الوكالة.";
    let reading = read("الوزير: هربت العصابة", text);
    for i in (0..reading.tokens.len()).filter(|&i| reading.tokens.is_word(i)) {
        assert_eq!(reading.voices[i].frame.voice(), reading.voices[i].voice, "{}", reading.tokens.key(i));
    }
    assert_eq!(Frame::ALL.map(|frame| frame as usize), std::array::from_fn(|number| number));
}
