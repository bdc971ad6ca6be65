//! Why nobody is signed in: one table of codes, statuses and sentences.

/// Why nobody is signed in, or a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// There are no local accounts here.
    Off,
    /// Name, password or code are wrong, or the account is locked: which, is not told.
    Refused,
    /// The password is right and was issued: it must be changed first.
    ChangeNeeded,
    /// The password is right; the code of the second factor is missing.
    CodeNeeded,
    /// The new password is too short, too long or of one kind of characters, or holds the name.
    PasswordUnfit,
    /// The new password is the old one.
    PasswordUnchanged,
    /// There is a second factor.
    SecondFactorSet,
    /// Too many are being judged at this moment.
    Busy,
}

impl Why {
    /// Its stable code, the status of the answer, and the sentence in Chinese and in English.
    #[must_use]
    pub fn shown(self) -> (&'static str, u16, &'static str, &'static str) {
        match self {
            Self::Off => ("LOCAL_ACCOUNTS_OFF", 404, "本服务未启用本地账号", "there are no local accounts here"),
            Self::Refused => (
                "SIGN_IN_REFUSED",
                401,
                "登录名、密码或动态口令不正确，或账号已锁定；连续五次失败后锁定十五分钟",
                "name, password or code are wrong, or the account is locked; five failures in a row lock for 15 minutes",
            ),
            Self::ChangeNeeded => (
                "PASSWORD_CHANGE_NEEDED",
                403,
                "首次登录须先修改密码",
                "change the password that was issued to you first",
            ),
            Self::CodeNeeded => {
                ("SECOND_FACTOR_NEEDED", 401, "请输入动态口令", "the code of the second factor is needed too")
            }
            Self::PasswordUnfit => (
                "PASSWORD_UNFIT",
                400,
                "新密码须为 10 至 128 个字符，含字母和非字母，且不含登录名",
                "a password has 10 to 128 characters, letters and others among them, and does not hold the name",
            ),
            Self::PasswordUnchanged => {
                ("PASSWORD_UNCHANGED", 400, "新密码不能与原密码相同", "the new password is the old one")
            }
            Self::SecondFactorSet => (
                "SECOND_FACTOR_ALREADY_SET",
                409,
                "已启用动态口令；更换须由安全管理员先行解除",
                "there is a second factor; the security administrator removes it first",
            ),
            Self::Busy => {
                ("SIGN_INS_BUSY", 429, "登录请求过多，请稍后再试", "too many sign in at once; try again shortly")
            }
        }
    }

    /// Its stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.shown().0
    }
}
