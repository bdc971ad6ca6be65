//! Attachments over HTTP: what is taken and what is not, and who gets it back.

use cangliu_api::auth::Grant;
use cangliu_domain::blob::Sha256;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use reqwest::{RequestBuilder, StatusCode, header};
use serde_json::Value;

use super::support::{Running, code, read, register};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n";

struct Office {
    running: Running,
    unit: InstitutionId,
    other: InstitutionId,
}

impl Office {
    async fn open() -> Self {
        let running = Running::start().await;
        let (unit, other) = (register(&running.node).await, register(&running.node).await);
        Self { running, unit, other }
    }

    fn token(&self, role: Role, institution: Option<InstitutionId>, scope: Scope) -> String {
        let grant = Grant { role, institution, scope, post: None, on_behalf_of: None, acts: Vec::new() };
        self.running.key.sign("somebody", "cangliu", &[grant], chrono::Utc::now()).unwrap()
    }

    fn manager(&self, institution: InstitutionId) -> String {
        self.token(Role::AssetManager, Some(institution), Scope::Institution)
    }

    fn upload(&self, institution: InstitutionId) -> RequestBuilder {
        let url = self.running.url(&format!("/blobs?institution={institution}"));
        reqwest::Client::new().post(url).bearer_auth(self.manager(institution))
    }

    /// Uploads a file for the unit; answers its digest.
    async fn uploaded(&self, content: &'static [u8]) -> String {
        let (status, body) = read(self.upload(self.unit).body(content).send().await.unwrap()).await;
        assert_eq!(status, 201, "{body}");
        body["sha256"].as_str().unwrap().to_owned()
    }

    fn get(&self, digest: &str, token: &str) -> RequestBuilder {
        reqwest::Client::new().get(self.running.url(&format!("/blobs/{digest}"))).bearer_auth(token)
    }

    /// Files that lie where bytes arrive.
    fn arriving(&self) -> usize {
        let incoming = self.running.directory.path().join("blobs/incoming");
        std::fs::read_dir(incoming).map_or(0, Iterator::count)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_gets_back_what_it_uploaded_as_a_download_and_nothing_else() {
    let office = Office::open().await;
    let digest = office.uploaded(PDF).await;
    let answer = office.get(&digest, &office.manager(office.unit)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let head = |name: header::HeaderName| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(head(header::CONTENT_TYPE), "application/pdf");
    assert_eq!(head(header::CONTENT_LENGTH), PDF.len().to_string());
    assert_eq!(head(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(head(header::CONTENT_SECURITY_POLICY).starts_with("sandbox"));
    let name = format!("attachment; filename=\"{}.pdf\"", &digest[..12]);
    assert_eq!(head(header::CONTENT_DISPOSITION), name);
    let tag = head(header::ETAG);
    assert_eq!(answer.bytes().await.unwrap(), PDF);

    let again = office.get(&digest, &office.manager(office.unit)).header(header::IF_NONE_MATCH, tag);
    let again = again.send().await.unwrap();
    assert_eq!((again.status(), again.bytes().await.unwrap().len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_unit_may_not_know_of_it_and_an_auditor_of_the_city_may() {
    let office = Office::open().await;
    let digest = office.uploaded(PDF).await;
    let foreign = office.get(&digest, &office.manager(office.other)).send().await.unwrap();
    assert_eq!(code(foreign).await, (404, "NOT_FOUND".into()));
    let partner = office.token(Role::Partner, None, Scope::City);
    assert_eq!(code(office.get(&digest, &partner).send().await.unwrap()).await, (404, "NOT_FOUND".into()));
    let auditor = office.token(Role::Auditor, None, Scope::City);
    assert_eq!(office.get(&digest, &auditor).send().await.unwrap().status(), StatusCode::OK);
    let nobody = reqwest::get(office.running.url(&format!("/blobs/{digest}"))).await.unwrap();
    assert_eq!(code(nobody).await, (401, "UNAUTHENTICATED".into()));
    for wrong in ["0".repeat(64), "..%2fpeople.key".into(), digest.to_uppercase()] {
        assert_eq!(code(office.get(&wrong, &auditor).send().await.unwrap()).await, (404, "NOT_FOUND".into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_belong_to_each_unit_that_uploaded_them() {
    let office = Office::open().await;
    let digest = office.uploaded(PDF).await;
    let (status, body) = read(office.upload(office.unit).body(PDF).send().await.unwrap()).await;
    assert_eq!((status, &body["sha256"]), (200, &Value::from(digest.as_str())));
    let sha256 = Sha256::parse(&digest).unwrap();
    let ledger = &office.running.node.ledger;
    assert!(ledger.uploaded(office.unit, &sha256).await.unwrap());
    assert!(!ledger.uploaded(office.other, &sha256).await.unwrap());
    assert_eq!(office.upload(office.other).body(PDF).send().await.unwrap().status(), StatusCode::CREATED);
    assert!(ledger.uploaded(office.other, &sha256).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_a_file_is_taken_whatever_it_says_of_the_file() {
    let office = Office::open().await;
    let form = |parts: &[u8]| {
        let upload = office.upload(office.unit).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        upload.body([parts, b"--x--\r\n"].concat()).send()
    };
    let head = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x.html\"\r\n\
                 Content-Type: text/html\r\n\r\n";
    let (status, body) = read(form(&[head, PDF, b"\r\n"].concat()).await.unwrap()).await;
    assert_eq!((status, &body["kind"], &body["bytes"]), (201, &"PDF".into(), &PDF.len().into()));
    assert_eq!(code(form(b"").await.unwrap()).await, (400, "BAD_REQUEST".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_leaves_nothing() {
    let office = Office::open().await;
    let refused = async |body: Vec<u8>| code(office.upload(office.unit).body(body).send().await.unwrap()).await;
    for content in [b"<html></html>".to_vec(), Vec::new(), b"MZ".to_vec()] {
        assert_eq!(refused(content).await, (415, "BLOB_KIND_UNKNOWN".into()));
    }
    let mut bomb = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x0f\xff\xff\x00\x0f\xff\xff".to_vec();
    bomb.extend([0; 32]);
    assert_eq!(refused(bomb).await, (400, "BLOB_PICTURE_TOO_LARGE".into()));
    assert_eq!(refused(vec![b'%'; (50 << 20) + 1]).await, (413, "BLOB_TOO_LARGE".into()));
    assert_eq!(office.arriving(), 0);
    assert!(office.running.node.blobs.all().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_uploads_for_an_institution_he_does_not_act_for() {
    let office = Office::open().await;
    let url = |institution: &str| office.running.url(&format!("/blobs?institution={institution}"));
    let post = |url: String, token: String| reqwest::Client::new().post(url).bearer_auth(token).body(PDF).send();
    let unit = office.unit.to_string();
    for token in [
        office.manager(office.other),
        office.token(Role::Auditor, Some(office.unit), Scope::City),
        office.token(Role::Manager, Some(office.unit), Scope::Institution),
    ] {
        assert_eq!(code(post(url(&unit), token).await.unwrap()).await, (403, "FORBIDDEN".into()));
    }
    for wrong in [url("x"), office.running.url("/blobs")] {
        let answer = post(wrong, office.manager(office.unit)).await.unwrap();
        assert_eq!(code(answer).await, (400, "BAD_USER_INPUT".into()));
    }
    let unknown = InstitutionId(uuid::Uuid::from_u128(7));
    let answer = office.upload(unknown).body(PDF).send().await.unwrap();
    assert_eq!(code(answer).await, (400, "INSTITUTION_NOT_ACTIVE".into()));
}
