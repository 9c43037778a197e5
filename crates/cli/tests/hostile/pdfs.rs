//! PDF files.

use super::*;

pub(crate) fn add(cases: &mut Cases) {
    let page = format!("BT /F1 11 Tf 60 700 Td (The bus was late again {CANARY} and nobody said why.) Tj ET");
    let good = pdf(std::slice::from_ref(&page));
    cases.add("whole.pdf", good.clone(), Read(""));
    cases.add("empty.pdf", "", Skipped("there is no text"));
    cases.add("text.pdf", CANARY, DAMAGED);
    cases.add("mark-only.pdf", "%PDF-1.7\n", DAMAGED);
    cases.add("cut-half.pdf", &good[..good.len() / 2], Skipped(""));
    cases.add(
        "bad-xref.pdf",
        String::from_utf8_lossy(&good).replace("startxref", "startxxxx").into_bytes(),
        Read(""),
    );
    cases.add("scanned.pdf", pdf(&["BI /W 1 /H 1 ID x EI".to_owned()]), Skipped("run OCR over it first"));
    cases.add("blank.pdf", pdf(&[String::new()]), Skipped("there is no text"));
    let spaced: String =
        "letters that stand alone on this page for ever".chars().flat_map(|c| [c, ' ']).collect();
    cases.add(
        "spaced.pdf",
        pdf(&[format!("BT /F1 11 Tf 60 700 Td ({spaced}) Tj ET")]),
        Skipped("cannot be made out"),
    );
    cases.add(
        "half-scanned.pdf",
        pdf(&[page.clone(), "BI /W 1 /H 1 ID x EI".to_owned()]),
        Read("most likely scanned: 2"),
    );
    cases.add(
        "no-font.pdf",
        pdf(&["BT /F9 11 Tf 60 700 Td (zanzibarquux) Tj ET".to_owned()]),
        Skipped("cannot be made out"),
    );
    cases.add("short-operators.pdf", pdf(&[format!("BT Tf Td Tm TJ Tj cm Q Q Q Do ' \" {page}")]), Read(""));
    cases.add("infinite.pdf", pdf(&[format!("BT /F1 99999999999999999999999999999999999999999999999 Tf 1e99 0 0 1 1e99 1e99 Tm (x) Tj ET {page}")]), Skipped(""));
    cases.add("many-saves.pdf", pdf(&[format!("{}{page}", "q ".repeat(100_000))]), Read(""));
    cases.add("deep-array.pdf", pdf(&[format!("{} {page}", "[".repeat(200_000))]), Skipped(""));
    let catalogue = "<</Type/Catalog/Pages 2 0 R>>".to_owned();
    let object = |text: &str| text.to_owned();
    cases.add(
        "no-pages.pdf",
        pdf_of(&[catalogue.clone(), object("<</Type/Pages/Count 0/Kids[]>>")], ""),
        Skipped("there is no page"),
    );
    cases.add(
        "pages-in-a-circle.pdf",
        pdf_of(&[catalogue.clone(), object("<</Type/Pages/Count 1/Kids[2 0 R]>>")], ""),
        Skipped("there is no page"),
    );
    cases.add(
        "claims-pages.pdf",
        pdf_of(&[catalogue.clone(), object("<</Type/Pages/Count 999999999/Kids[]>>")], ""),
        Skipped("there is no page"),
    );
    let form = |name: &str| {
        format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</{name} 4 0 R>>>>/Length 8>>stream\n/X Do   \nendstream"
        )
    };
    let parent = "<</Type/Pages/Count 1/Kids[3 0 R]>>";
    let caller = "<</Type/Page/Parent 2 0 R/Resources<</XObject<</X 4 0 R>>>>/Contents 5 0 R>>";
    let contents = "<</Length 6>>stream\n/X Do \nendstream";
    cases.add(
        "form-that-draws-itself.pdf",
        pdf_of(&[catalogue.clone(), object(parent), object(caller), form("X"), object(contents)], ""),
        Skipped("there is no text"),
    );
    let twice = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 60>>stream\n/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do \nendstream";
    cases.add(
        "forms-without-end.pdf",
        pdf_of(&[catalogue.clone(), object(parent), object(caller), object(twice), object(contents)], ""),
        Skipped(""),
    );
    let parents = "<</Type/Page/Parent 3 0 R/Contents 4 0 R>>";
    cases.add(
        "parent-of-itself.pdf",
        pdf_of(
            &[
                catalogue.clone(),
                object(parent),
                object(parents),
                object("<</Length 4>>stream\nBT ET\nendstream"),
            ],
            "",
        ),
        Skipped("there is no text"),
    );
    cases.add("encrypted.pdf", pdf_of(&[catalogue.clone(), object(parent), object(caller)], "/Encrypt<</Filter/Standard/V 1/R 2/O(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)/U(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)/P -4>>/ID[(a)(a)]"), Skipped("remove the password"));
    let mut bomb = format!("%PDF-1.7\n1 0 obj\n{catalogue}\nendobj\n2 0 obj\n{parent}\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n").into_bytes();
    let mut stream = vec![0x78, 0x9c];
    stream.extend(deflated(10 * 1024, b""));
    bomb.extend(format!("4 0 obj\n<</Filter/FlateDecode/Length {}>>stream\n", stream.len()).bytes());
    bomb.extend(stream);
    bomb.extend(b"\nendstream\nendobj\ntrailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF");
    cases.add("bomb.pdf", bomb, Skipped("--max-unpacked-bytes"));
    let many: Vec<String> = vec![page; 2_100];
    cases.add("many-pages.pdf", pdf(&many), Skipped("--max-pages"));
}
