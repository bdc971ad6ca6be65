//! What an asset's no says: its code, the argument at fault, and the Chinese sentence.

use super::Rejection;
use crate::Refusal;

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::InstitutionUnknown | Self::InstitutionClosed { .. } | Self::OutsideReach { .. } => "institution",
            Self::FieldEmpty { field } | Self::NegativeMoney { field } => field,
            Self::InFuture { .. }
            | Self::BookedOffTooEarly { .. }
            | Self::AnsweredTooEarly { .. }
            | Self::ProceedsTooEarly { .. }
            | Self::ApplicationsClosed { .. }
            | Self::ApplicationsOpen { .. }
            | Self::BeforeApplication { .. }
            | Self::BeforeLatestStep { .. }
            | Self::WindowNotOpen { .. }
            | Self::BookedBeforeOwned { .. }
            | Self::ReversedTooEarly { .. } => "on",
            Self::AcquiredInFuture { .. } => "acquiredOn",
            Self::WarehouseUnknown | Self::WarehouseClosed => "warehouse",
            Self::ScrapDueNotForReuse => "reach",
            Self::ListingForNothing => "transfer",
            Self::WindowBackwards { .. } => "closesOn",
            Self::NotListedForPurpose => "purpose",
            Self::NotReserved | Self::OtherReservation => "reservation",
            Self::KeptTooShort { .. } => "until",
            Self::LotIdTaken { .. } => "lot",
            Self::DueTooEarly { .. } | Self::LoanTooLong { .. } | Self::DueNotLater { .. } => "dueOn",
            Self::AmountNotPositive | Self::CompensatedTooMuch { .. } => "amount",
            Self::SamePersonBothSides => "takenBy",
            Self::SignedAfterDispatch { .. } | Self::SignedBeforeReservation { .. } => "signedOn",
            Self::ReservationLapsed { .. } => "reservation",
            Self::NotOwner { .. } | Self::NothingToBookOff => "owner",
            Self::NoVoucherDue => "voucher",
            Self::NotAPart { .. } => "pieces",
            Self::NotSplitOff { .. } => "parent",
            Self::NothingToReverse { .. } | Self::NotReversible { .. } | Self::HasDependents { .. } => "revision",
            Self::AssetNotRegistered
            | Self::AssetAlreadyRegistered
            | Self::AlreadyInWarehouse { .. }
            | Self::NotInWarehouse
            | Self::DueForScrapping
            | Self::AlreadyListed
            | Self::NotListed
            | Self::DepositorReclaims
            | Self::AlreadyReserved
            | Self::AlreadyDispatched { .. }
            | Self::AlreadyOnLoan { .. }
            | Self::NotUnderWay
            | Self::NotOnLoan
            | Self::AlreadyBookedIn
            | Self::NotBookedIn
            | Self::RenewedTooOften { .. }
            | Self::NothingToAnswerFor
            | Self::LiabilityOpen { .. }
            | Self::NothingToCompensate
            | Self::NobodyWaits
            | Self::Frozen { .. }
            | Self::InRepair { .. }
            | Self::NotInRepair
            | Self::AlreadyDisposed { .. }
            | Self::NotDisposed
            | Self::ProceedsAlreadyStated
            | Self::NoProceedsDue
            | Self::ProceedsNotPaid
            | Self::LotNotFree => "asset",
            Self::NotFrozen => "document",
            Self::NoSuchApplication | Self::AlreadyApplied | Self::NotFirst | Self::SplitFirst { .. } => "application",
            Self::MoreThanThereIs { .. } => "pieces",
            Self::CannotWait => "waitlist",
            Self::PickupOutside { .. } => "pickUpOn",
            Self::NotWider { .. } => "reach",
            Self::AcceptanceOutside { .. } => "applicationsUntil",
            Self::TransferIsHandedOver | Self::AppraisalMissing => "method",
            Self::ProceedsMissing => "proceeds",
            Self::NothingChanges => "netValue",
        })
    }

    fn zh(&self) -> String {
        match self {
            Self::AssetNotRegistered => "该资产尚未登记".into(),
            Self::AssetAlreadyRegistered => "该资产标识已登记".into(),
            Self::InstitutionUnknown => "该单位尚未登记".into(),
            Self::InstitutionClosed { on } => format!("该单位已于 {on} 撤销"),
            Self::FieldEmpty { field } => format!("{field} 为空"),
            Self::NegativeMoney { field } => format!("{field} 为负数"),
            Self::InFuture { on } => format!("{on} 是未来日期"),
            Self::AcquiredInFuture { acquired_on } => format!("取得日期 {acquired_on} 是未来日期"),
            Self::BeforeLatestStep { latest } => format!("该资产最近一次变动为 {latest}，本次不能更早"),
            Self::WarehouseUnknown => "该公物仓尚未设立".into(),
            Self::WarehouseClosed => "该公物仓已停用".into(),
            Self::AlreadyInWarehouse { since } => format!("该资产已于 {since} 入仓"),
            Self::NotInWarehouse => "该资产不在公物仓内".into(),
            Self::ScrapDueNotForReuse => "待报废资产只能以“处置”范围发布".into(),
            Self::DueForScrapping => "该资产已待报废，不再调剂或借用".into(),
            Self::ListingForNothing => "请说明可调剂、可借用或两者皆可".into(),
            Self::WindowBackwards { closes_on } => format!("截止日 {closes_on} 早于开始日"),
            Self::AlreadyListed => "该资产已发布".into(),
            Self::NotListed => "该资产未发布".into(),
            Self::WindowNotOpen { opens_on, closes_on } => match closes_on {
                Some(last) => format!("发布期为 {opens_on} 至 {last}"),
                None => format!("发布期自 {opens_on} 开始"),
            },
            Self::OutsideReach { .. } => "该资产的发布范围不含本单位".into(),
            Self::NotListedForPurpose => "该资产未按此方式发布".into(),
            Self::DepositorReclaims => "入仓单位应办理撤仓，而不是预留".into(),
            Self::AlreadyReserved => "该资产已被预留".into(),
            Self::AlreadyDispatched { since } => format!("该资产已于 {since} 出库交接"),
            Self::AlreadyOnLoan { due_on } => format!("该资产已借出，应于 {due_on} 归还"),
            Self::NotReserved => "该资产未被预留".into(),
            Self::OtherReservation => "该资产由另一预留占用".into(),
            Self::KeptTooShort { until } => format!("预留截止日 {until} 早于预留日"),
            Self::DueTooEarly { due_on } => format!("归还日 {due_on} 须晚于借用开始日"),
            Self::LoanTooLong { days_max } => format!("借用最长 {days_max} 天"),
            Self::SamePersonBothSides => "移交人和接收人不能是同一人".into(),
            Self::SignedAfterDispatch { signed_on } => format!("交接签字日 {signed_on} 晚于出库日"),
            Self::SignedBeforeReservation { since } => format!("交接签字日不能早于预留日 {since}"),
            Self::ReservationLapsed { until } => format!("预留已于 {until} 到期，请释放后重新预留"),
            Self::NotUnderWay => "该资产没有待接收的交接".into(),
            Self::NotOnLoan => "该资产未借出".into(),
            Self::AlreadyBookedIn => "该资产已在权属单位账上".into(),
            Self::BookedBeforeOwned { since } => format!("该资产自 {since} 起归此单位，入账日不能更早"),
            Self::NotOwner { .. } => "该资产不属于此单位".into(),
            Self::Frozen { document } => format!("该资产由单据 {document} 冻结，不能办理其他业务"),
            Self::NotFrozen => "该资产未冻结".into(),
            Self::NoSuchApplication => "没有此项申请".into(),
            Self::AlreadyApplied => "该申请已登记".into(),
            Self::ApplicationsClosed { until } => format!("受理期已于 {until} 截止"),
            Self::ApplicationsOpen { until } => format!("受理期至 {until}，其后方可分配"),
            Self::BeforeApplication { on } => format!("申请于 {on} 提出，撤回日不能更早"),
            Self::MoreThanThereIs { pieces } => format!("该批共 {pieces} 件"),
            Self::NotFirst => "该发布按先到先得，须分配给最先申请的单位".into(),
            Self::CannotWait => "候补须为已登记的其他申请，且不得重复".into(),
            Self::NobodyWaits => "没有候补".into(),
            Self::SplitFirst { pieces } => format!("申请 {pieces} 件，请先拆分"),
            Self::PickupOutside { from, until } => match until {
                Some(last) => format!("提货日应在 {from} 至 {last} 之间"),
                None => format!("提货日不能早于 {from}"),
            },
            Self::NotWider { .. } => "发布范围未扩大".into(),
            Self::AcceptanceOutside { until } => format!("受理截止日 {until} 不在发布期内"),
            Self::InRepair { since } => format!("该资产自 {since} 起维修"),
            Self::NotInRepair => "该资产不在维修".into(),
            Self::AlreadyDisposed { on } => format!("该资产已于 {on} 处置"),
            Self::NotDisposed => "该资产未处置".into(),
            Self::TransferIsHandedOver => "无偿划转须经预留、出库交接和接收".into(),
            Self::ProceedsMissing => "转让须填写预计收入".into(),
            Self::AppraisalMissing => "该处置方式须先有评估".into(),
            Self::ProceedsAlreadyStated => "应缴收入已登记".into(),
            Self::ProceedsTooEarly { since } => format!("日期不能早于 {since}"),
            Self::NoProceedsDue => "没有应缴的处置收入".into(),
            Self::ProceedsNotPaid => "处置收入上缴后方可销账".into(),
            Self::NothingChanges => "资产卡片没有变化".into(),
            Self::RenewedTooOften { renewals_max } => format!("续借最多 {renewals_max} 次"),
            Self::DueNotLater { due_on } => format!("续借后的归还日须晚于现归还日 {due_on}"),
            Self::NothingToAnswerFor => "没有可认定责任的借用".into(),
            Self::LiabilityOpen { fen_left } => format!("尚有 {} 分赔偿未缴", fen_left.get()),
            Self::AnsweredTooEarly { since } => format!("日期不能早于 {since}"),
            Self::AmountNotPositive => "金额须大于零".into(),
            Self::NothingToCompensate => "没有应缴的赔偿".into(),
            Self::CompensatedTooMuch { fen_left } => format!("应缴赔偿只余 {} 分", fen_left.get()),
            Self::NothingToBookOff => "该单位账上没有待下账的此项资产".into(),
            Self::BookedOffTooEarly { since } => format!("该资产于 {since} 转出此单位，下账日不能更早"),
            Self::NotBookedIn => "该资产尚未入账".into(),
            Self::NoVoucherDue => "该单位没有待登记凭证的入账".into(),
            Self::NotAPart { pieces } => format!("该批共 {pieces} 件，拆分数量须少于总数"),
            Self::LotNotFree => "已预留或在途的批次不能拆分".into(),
            Self::LotIdTaken { .. } => "拆出部分的标识已被占用".into(),
            Self::NotSplitOff { .. } => "原批次当日没有拆分出该批".into(),
            Self::NothingToReverse { revision } => format!("没有可冲销的第 {revision} 号事件"),
            Self::NotReversible { what } => format!("{what} 不能冲销"),
            Self::ReversedTooEarly { happened_on } => format!("该事件发生于 {happened_on}，冲销日不能更早"),
            Self::HasDependents { revisions } => format!("后续事件以此为前提，请先冲销：{revisions:?}"),
        }
    }
}
